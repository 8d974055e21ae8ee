package notify

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// safe are the only parameters a text may have: none of them is a fact, an amount, a name of a party or a number.
var safe = []string{"code", "url", "org", "door", "answer", "mediator", "when", "mode", "due", "what", "otp", "resume",
	"from", "result"} // an organisation, and one of a fixed list of results

func TestEveryTextIsFilledFromSafeParametersOnly(t *testing.T) {
	all := map[string]string{}
	for _, p := range safe {
		all[p] = "<" + p + ">"
	}
	if len(Templates()) < 20 {
		t.Fatalf("only %d templates", len(Templates()))
	}
	for _, name := range Templates() {
		x := templates[name]
		for _, body := range []string{x.sms, x.app} {
			for _, h := range hole.FindAllString(body, -1) {
				if !slices.Contains(safe, h[1:len(h)-1]) {
					t.Errorf("%s: %s is not a safe parameter", name, h)
				}
			}
		}
		// A text that is not about a one-use code tells the query code, so that the recipient can look it up.
		once := strings.Contains(x.sms, "{otp}") || strings.Contains(x.sms, "{resume}") || strings.Contains(x.sms, "{door}")
		if x.sms != "" && !once && !strings.Contains(x.sms, "{code}") {
			t.Errorf("%s: the message has no query code", name)
		}
		for _, ch := range []Channel{App, SMS, Mail} {
			title, body, err := Render(name, ch, all)
			if Has(name, ch) != (err == nil) {
				t.Errorf("%s by %s: Has is %v, error %v", name, ch, Has(name, ch), err)
			}
			if err == nil && (title == "" || body == "" || strings.ContainsAny(body, "{}")) {
				t.Errorf("%s by %s: %q %q", name, ch, title, body)
			}
			if n := utf8.RuneCountInString(x.sms); n > 120 {
				t.Errorf("%s: %d characters are more than two short messages", name, n)
			}
		}
	}
}

func TestATextWithAHoleIsNotSent(t *testing.T) {
	if _, _, err := Render("mediator", SMS, map[string]string{"mediator": "才让"}); err == nil || !strings.Contains(err.Error(), "{code}") {
		t.Errorf("got %v", err)
	}
	if _, _, err := Render("no-such", SMS, nil); err == nil {
		t.Error("a template that does not exist was rendered")
	}
	_, body, err := Render("mediator", SMS, map[string]string{"mediator": "{code}{x}", "code": "ABCD"})
	if err != nil || !strings.HasPrefix(body, "调解员：{code}{x}。") {
		t.Errorf("a parameter was read as a template: %q, %v", body, err)
	}
}
