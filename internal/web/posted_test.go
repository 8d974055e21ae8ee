package web

import (
	"net/http"
	"net/url"
	"testing"
)

// TestSecretsAreNotWrittenBack posts long values under every name that a secret may have; only what was told comes back.
func TestSecretsAreNotWrittenBack(t *testing.T) {
	long := "a long value that was typed"
	form := url.Values{"facts": {long}, "passcode_note": {long}}
	for _, name := range []string{"password", "old", "again", "token", "code", "otp", "signature", "key", "new_password", "totp-code", "system_password", "TOKEN"} {
		form.Set(name, long)
	}
	form.Set("choice", "suitable")
	form.Set("org", "06h0ym9dsykyxrz9437a62bvm0")
	form.Set("name", "桑杰某")
	got := posted(&Request{Request: &http.Request{PostForm: form}})
	if len(got) != 3 || got[0].Name != "facts" || got[1].Name != "name" || got[2].Name != "passcode_note" {
		t.Errorf("written back: %v", got)
	}
}
