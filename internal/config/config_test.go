package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"qinghe/internal/config"
)

func TestNoConfigurationIsASingleMachineOnTheLoopback(t *testing.T) {
	c := config.Default()
	if !c.Loopback() || c.Secure() || c.URL() != "http://localhost:8080" || c.DSN() != "sqlite:data/qinghe.db" || c.Demo || c.Host != "" {
		t.Errorf("%s", c.Effective())
	}
	if from, to := c.Quiet(); from != 21*60 || to != 8*60 {
		t.Errorf("quiet %d-%d", from, to)
	}
}

func TestEveryKeyIsDescribed(t *testing.T) {
	doc, sample := config.Document(), config.Sample()
	typ := reflect.TypeFor[config.Config]()
	for i := range typ.NumField() {
		tag := typ.Field(i).Tag
		key := tag.Get("key")
		if key == "" || tag.Get("desc") == "" || tag.Get("group") == "" {
			t.Errorf("%s has no key, group or description", typ.Field(i).Name)
		}
		if !strings.Contains(doc, "`"+key+"`") || !strings.Contains(doc, "QINGHE_"+strings.ToUpper(key)) || !strings.Contains(sample, "#"+key+" = ") {
			t.Errorf("%s is missing from the manual or the sample", key)
		}
	}
	if _, err := config.Parse("sample", sample, nil); err != nil {
		t.Errorf("the sample is refused: %v", err)
	}
	if _, err := config.Parse("sample", strings.ReplaceAll(sample, "\n#", "\n"), nil); err == nil {
		t.Error("descriptions were taken for settings without complaint")
	}
}

func TestEnvironmentGoesBeforeFileBeforeDefault(t *testing.T) {
	c, err := config.Parse("f", "\ufeff# 说明\n\nlisten = 127.0.0.1:9000\nhost = \"某某调解中心\"\r\ntrusted_proxies = 127.0.0.1， 10.1.2.3/16\n",
		[]string{"QINGHE_LISTEN=127.0.0.1:9100", "QINGHE_SMTP_PORT=25", "HOME=/root", "QINGHE_TEST_POSTGRES=x", "QINGHE_CONFIG=f"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:9100" || c.Host != "某某调解中心" || c.SMTPPort != 25 || fmt.Sprint(c.Proxies()) != "[127.0.0.1/32 10.1.0.0/16]" {
		t.Errorf("%s", c.Effective())
	}
}

func TestWrongSettingsStopTheStartAndSayWhy(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		env  []string
		want []string
	}{
		"misspelt key":         {"lisen = x", nil, []string{"第 1 行", "lisen", "listen、log_format"}},
		"misspelt variable":    {"", []string{"QINGHE_LISEN=x"}, []string{"QINGHE_LISEN", "可用的设置"}},
		"no equals sign":       {"\nlisten", nil, []string{"第 2 行"}},
		"twice":                {"host = a\nhost = b", nil, []string{"第 1 行已经写过"}},
		"not a port":           {"listen = 127.0.0.1:http", nil, []string{"listen"}},
		"no port":              {"listen = localhost", nil, []string{"listen"}},
		"url with a path":      {"base_url = https://a.example/b", nil, []string{"base_url"}},
		"url of another kind":  {"base_url = ftp://a.example", nil, []string{"base_url"}},
		"half of TLS":          {"tls_cert = a.pem", nil, []string{"tls_key"}},
		"proxy":                {"trusted_proxies = nginx", nil, []string{"nginx"}},
		"database":             {"database = mysql://x", nil, []string{"postgres://"}},
		"number":               {"smtp_port = many", nil, []string{"整数"}},
		"switch":               {"demo = maybe", nil, []string{"true"}},
		"suite":                {"crypto_suite = des", nil, []string{"aes、sm"}},
		"quiet":                {"quiet_hours = 25:00-08:00", nil, []string{"21:00-08:00"}},
		"mail without from":    {"smtp_host = mail.example", nil, []string{"smtp_from"}},
		"key among files":      {"key_file = data/files/k", nil, []string{"key_file"}},
		"demo on the internet": {"demo = true\nlisten = :443\nbase_url = https://a.example", nil, []string{"demo"}},
	} {
		_, err := config.Parse("qinghe.conf", c.text, c.env)
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q does not say %q", name, err, w)
			}
		}
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	_, err := config.Parse("f", "nix = 1\nsmtp_port = x\n", nil)
	if err == nil || !strings.Contains(err.Error(), "nix") || !strings.Contains(err.Error(), "smtp_port") {
		t.Errorf("%v", err)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	c, err := config.Parse("f", "database = postgres://u:s3cret@h/d\nsms_token = s3cret\nsmtp_password = s3cret", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{c.Effective(), fmt.Sprint(c), fmt.Sprintf("%+v %#v", c, c)} {
		if strings.Contains(text, "s3cret") {
			t.Errorf("a secret is printed: %s", text)
		}
	}
}

func TestTheBaseURLFollowsTheListener(t *testing.T) {
	for text, want := range map[string]string{
		"listen = :8443\ntls_cert = a\ntls_key = b":              "https://localhost:8443",
		"listen = :443\ntls_cert = a\ntls_key = b":               "https://localhost",
		"listen = 10.0.0.5:80":                                   "http://10.0.0.5",
		"listen = [::1]:8080":                                    "http://localhost:8080",
		"listen = 127.0.0.1:1\nbase_url = https://a.example.cn/": "https://a.example.cn",
	} {
		c, err := config.Parse("f", text, nil)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if c.URL() != want || c.Secure() != strings.HasPrefix(want, "https") {
			t.Errorf("%q: %s, want %s", text, c.URL(), want)
		}
	}
}

func TestLoadReadsTheNamedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q.conf")
	if err := os.WriteFile(path, []byte("phone = 0971-0000000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := config.Load(path); err != nil || c.Phone != "0971-0000000" {
		t.Errorf("%v, %v", c, err)
	}
	t.Setenv(config.FileEnv, path)
	if c, err := config.Load(""); err != nil || c.Phone != "0971-0000000" {
		t.Errorf("%v, %v", c, err)
	}
	if _, err := config.Load(path + ".absent"); err == nil {
		t.Error("a named file that is absent was ignored")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("listen = 127.0.0.1:8080\nquiet_hours = 22:00-07:00", "QINGHE_DEMO=true")
	f.Add("trusted_proxies = ,，,", "QINGHE_=")
	f.Fuzz(func(t *testing.T, text, env string) {
		c, err := config.Parse("f", text, []string{env})
		if err != nil {
			return
		}
		again, err := config.Parse("f", "", strings.Split(strings.TrimSpace(environment(c)), "\n"))
		if err != nil {
			t.Fatalf("%q was accepted, but not what it came to: %v", text, err)
		}
		if !reflect.DeepEqual(c, again) {
			t.Errorf("%s\n%s", c.Effective(), again.Effective())
		}
	})
}

// environment writes a configuration as variables.
func environment(c *config.Config) string {
	var b strings.Builder
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		value := fmt.Sprint(v.Field(i).Interface())
		if list, ok := v.Field(i).Interface().([]string); ok {
			value = strings.Join(list, ",")
		}
		fmt.Fprintf(&b, "QINGHE_%s=%s\n", strings.ToUpper(v.Type().Field(i).Tag.Get("key")), value)
	}
	return b.String()
}
