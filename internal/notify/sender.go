package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/wneessen/go-mail"
)

// SMTP is a mail server to send through.
type SMTP struct {
	Host, User, Password, From string
	Port                       int
	Security                   string         // tls (from the first byte, usually port 465), starttls, or none for a server on the same machine
	Roots                      *x509.CertPool // whose certificates are believed; nil: those that the machine believes
}

// Sender returns a Sender that sends mail. A refusal before the text was handed over is definite; a broken connection
// after that leaves the outcome unknown. The message key becomes the Message-ID, so that a server can drop a repeat.
func (c SMTP) Sender() Sender {
	return func(ctx context.Context, m Message) error {
		msg := mail.NewMsg()
		if err := msg.From(c.From); err != nil {
			return fmt.Errorf("%w: sender address: %v", ErrRefused, err)
		}
		if err := msg.To(m.Address); err != nil {
			return fmt.Errorf("%w: recipient address", ErrRefused)
		}
		msg.SetMessageIDWithValue(m.Key + "@qinghe")
		msg.Subject(m.Title)
		msg.SetBodyString(mail.TypeTextPlain, m.Body)
		opts := []mail.Option{mail.WithPort(c.Port), mail.WithTimeout(20 * time.Second)}
		if c.Roots != nil {
			opts = append(opts, mail.WithTLSConfig(&tls.Config{ServerName: c.Host, RootCAs: c.Roots, MinVersion: tls.VersionTLS12}))
		}
		switch c.Security {
		case "tls":
			opts = append(opts, mail.WithSSL())
		case "none":
			opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
		default:
			opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
		}
		if c.User != "" {
			opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(c.User), mail.WithPassword(c.Password))
		}
		client, err := mail.NewClient(c.Host, opts...)
		if err != nil {
			return fmt.Errorf("%w: %v", ErrRefused, err)
		}
		if err := client.DialWithContext(ctx); err != nil {
			return fmt.Errorf("%w: %v", ErrRefused, err)
		}
		err = client.Send(msg)
		_ = client.Close()
		return classifyMail(err)
	}
}

// classifyMail tells a definite refusal from a lost answer. What the server said is left out, since servers repeat the
// address and the outcome is kept in clear.
func classifyMail(err error) error {
	if err == nil {
		return nil
	}
	var se *mail.SendError
	if errors.As(err, &se) && (se.Reason != mail.ErrSMTPDataClose || se.ErrorCode() >= 400) {
		return fmt.Errorf("%w: %s, code %d", ErrRefused, se.Reason, se.ErrorCode())
	}
	return errors.New("mail server gave no answer")
}

// Gateway is an SMS gateway spoken to by HTTP: a POST of JSON {key, phone, text} with a bearer token and the message key
// as Idempotency-Key. 2xx is taken, 4xx refused, anything else unknown.
type Gateway struct {
	URL, Token string
	Sign       string // signature that opens a message, as registered with the operator, without 【】
	Client     *http.Client
}

// Sender returns a Sender that hands messages to the gateway.
func (g Gateway) Sender() Sender {
	client := g.Client
	if client == nil {
		client = &http.Client{Timeout: 20 * time.Second}
	}
	return func(ctx context.Context, m Message) error {
		text := m.Body
		if g.Sign != "" {
			text = "【" + g.Sign + "】" + text
		}
		b, err := json.Marshal(map[string]string{"key": m.Key, "phone": m.Address, "text": text})
		if err != nil {
			return fmt.Errorf("%w: %v", ErrRefused, err)
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL, bytes.NewReader(b))
		if err != nil {
			return fmt.Errorf("%w: %v", ErrRefused, err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", m.Key)
		if g.Token != "" {
			req.Header.Set("Authorization", "Bearer "+g.Token)
		}
		res, err := client.Do(req)
		if err != nil {
			var op *net.OpError
			if errors.As(err, &op) && op.Op == "dial" { // never reached the gateway
				return fmt.Errorf("%w: gateway not reachable", ErrRefused)
			}
			return errors.New("gateway gave no answer")
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16))
		switch {
		case res.StatusCode < 300:
			return nil
		case res.StatusCode >= 400 && res.StatusCode < 500:
			return fmt.Errorf("%w: gateway answered %d", ErrRefused, res.StatusCode)
		}
		return fmt.Errorf("gateway answered %d", res.StatusCode)
	}
}
