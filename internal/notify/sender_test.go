package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"log"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// mailbox is a mail server that keeps what it takes. The recipient's name says how it behaves.
type mailbox struct {
	sync.Mutex
	got []string
}

func (m *mailbox) NewSession(c *smtp.Conn) (smtp.Session, error) { return &letter{m: m, c: c}, nil }

type letter struct {
	m  *mailbox
	c  *smtp.Conn
	to string
}

func (l *letter) Reset()                               {}
func (l *letter) Logout() error                        { return nil }
func (l *letter) Mail(string, *smtp.MailOptions) error { return nil }
func (l *letter) Rcpt(to string, _ *smtp.RcptOptions) error {
	l.to = to
	if strings.HasPrefix(to, "nobody@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox: " + to}
	}
	return nil
}

func (l *letter) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if strings.HasPrefix(l.to, "full@") {
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full"}
	}
	l.m.Lock()
	l.m.got = append(l.m.got, string(b))
	l.m.Unlock()
	if strings.HasPrefix(l.to, "cut@") { // taken, but the answer never arrives
		return errors.Join(l.c.Conn().Close(), errors.New("cut"))
	}
	return nil
}

func mailServer(t *testing.T) (*mailbox, SMTP) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	box := &mailbox{}
	s := smtp.NewServer(box)
	s.Domain = "localhost"
	s.ErrorLog = log.New(io.Discard, "", 0)
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return box, SMTP{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, From: "qinghe@example.org", Security: "none"}
}

func TestMailReachesARealServer(t *testing.T) {
	box, conf := mailServer(t)
	m := Message{Key: "k1", Address: "someone@example.org", Title: "申请已受理", Body: "查询码 ABCD-EFGH-JKMN，通知书可在网上查看。", Channel: Mail}
	if err := conf.Sender()(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if len(box.got) != 1 {
		t.Fatalf("the server has %d letters", len(box.got))
	}
	got, err := mail.ReadMessage(strings.NewReader(box.got[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if err != nil || subject != m.Title {
		t.Errorf("subject %q, %v", subject, err)
	}
	if id := got.Header.Get("Message-ID"); id != "<k1@qinghe>" {
		t.Errorf("the key is not the Message-ID: %q", id)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(got.Body))
	if err != nil || strings.TrimSpace(string(body)) != m.Body {
		t.Errorf("body %q, %v", body, err)
	}
}

// TestMailGoesThroughTLS sends to real servers that speak TLS from the first byte, as on port 465, and after STARTTLS: the
// letter arrives. A server whose certificate nobody believes, and one that speaks no TLS, are refused before anything of
// the letter is said.
func TestMailGoesThroughTLS(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate of 127.0.0.1
	defer web.Close()
	known := x509.NewCertPool()
	known.AddCert(web.Certificate())
	conf := &tls.Config{Certificates: web.TLS.Certificates}
	start := func(implicit bool) (*mailbox, SMTP) {
		t.Helper()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		box := &mailbox{}
		s := smtp.NewServer(box)
		s.Domain, s.ErrorLog = "localhost", log.New(io.Discard, "", 0)
		port := l.Addr().(*net.TCPAddr).Port
		security := "tls"
		if implicit {
			l = tls.NewListener(l, conf)
		} else {
			s.TLSConfig, security = conf, "starttls"
		}
		go s.Serve(l)
		t.Cleanup(func() { s.Close() })
		return box, SMTP{Host: "127.0.0.1", Port: port, From: "qinghe@example.org", Security: security}
	}
	m := Message{Key: "k9", Address: "someone@example.org", Title: "申请已受理", Body: "通知书可在网上查看。", Channel: Mail}
	for _, implicit := range []bool{true, false} {
		box, to := start(implicit)
		if err := to.Sender()(context.Background(), m); !errors.Is(err, ErrRefused) || len(box.got) != 0 {
			t.Errorf("%s: a certificate that nobody knows: %v, %d letters", to.Security, err, len(box.got))
		}
		to.Roots = known
		if err := to.Sender()(context.Background(), m); err != nil || len(box.got) != 1 || !strings.Contains(box.got[0], "<k9@qinghe>") {
			t.Errorf("%s: %v, %d letters", to.Security, err, len(box.got))
		}
	}
	box, plain := mailServer(t)
	plain.Security, plain.Roots = "tls", known
	if err := plain.Sender()(context.Background(), m); !errors.Is(err, ErrRefused) || len(box.got) != 0 {
		t.Errorf("a server without TLS: %v, %d letters", err, len(box.got))
	}
}

func TestMailTellsARefusalFromALostAnswer(t *testing.T) {
	_, conf := mailServer(t)
	closed := conf
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	encrypted := conf
	encrypted.Security = "starttls" // which the server does not offer
	for _, c := range []struct {
		name, to string
		conf     SMTP
		refused  bool
	}{
		{"no such mailbox", "nobody@example.org", conf, true},
		{"full mailbox", "full@example.org", conf, true},
		{"not an address", "not an address", conf, true},
		{"no server", "a@example.org", closed, true},
		{"no encryption to be had", "a@example.org", encrypted, true},
		{"answer lost", "cut@example.org", conf, false},
	} {
		err := c.conf.Sender()(context.Background(), Message{Key: "k", Address: c.to, Title: "t", Body: "b"})
		if err == nil || errors.Is(err, ErrRefused) != c.refused || strings.Contains(err.Error(), c.to) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestGateway(t *testing.T) {
	// A gateway that hangs up is asked again on a new connection, with the same key, while the first is still ending.
	var mu sync.Mutex
	var seen []*http.Request
	var bodies []map[string]string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b map[string]string
		if err := json.NewDecoder(r.Body).Decode(&b); err != nil {
			t.Error(err)
		}
		mu.Lock()
		seen, bodies = append(seen, r), append(bodies, b)
		mu.Unlock()
		switch status, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/")); {
		case err != nil: // hang up without an answer
			panic(http.ErrAbortHandler)
		default:
			w.WriteHeader(status)
		}
	}))
	defer server.Close()
	send := func(path string) error {
		return Gateway{URL: server.URL + path, Token: "secret", Sign: "青和"}.Sender()(context.Background(), Message{Key: "k7", Address: "13800001234", Body: "验证码 123456"})
	}
	if err := send("/202"); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	first, text := seen[0], bodies[0]
	mu.Unlock()
	if h := first.Header; h.Get("Idempotency-Key") != "k7" || h.Get("Authorization") != "Bearer secret" || h.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", h)
	}
	if b := text; b["key"] != "k7" || b["phone"] != "13800001234" || b["text"] != "【青和】验证码 123456" {
		t.Errorf("body %v", b)
	}
	for path, refused := range map[string]bool{"/400": true, "/401": true, "/429": true, "/500": false, "/503": false, "/hang-up": false} {
		if err := send(path); err == nil || errors.Is(err, ErrRefused) != refused || strings.Contains(err.Error(), "1380000") {
			t.Errorf("%s: %v", path, err)
		}
	}
	server.Close()
	if err := send("/200"); !errors.Is(err, ErrRefused) {
		t.Errorf("a gateway that is not there: %v", err)
	}
}
