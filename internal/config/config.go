package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
)

// Config holds every setting. The tags are the keys, the defaults and the text of the manual; secret values are never
// printed.
type Config struct {
	Listen         string   `key:"listen" default:"127.0.0.1:8080" group:"网站" desc:"程序监听的地址和端口。只给本机用写 127.0.0.1:8080，直接对外写 :443"`
	BaseURL        string   `key:"base_url" default:"" group:"网站" desc:"人们在浏览器里输入的网址，例如 https://tiaojie.example.cn。不填时按监听地址推出；对外提供服务时必须以 https:// 开头"`
	TLSCert        string   `key:"tls_cert" default:"" group:"网站" desc:"HTTPS 证书文件（PEM）。和 tls_key 一起填；放在反向代理后面时都不填"`
	TLSKey         string   `key:"tls_key" default:"" group:"网站" desc:"HTTPS 证书私钥文件（PEM）"`
	TrustedProxies []string `key:"trusted_proxies" default:"" group:"网站" desc:"反向代理的地址或网段，用逗号分开，例如 127.0.0.1, 10.1.0.0/16。只有来自这些地址的请求，才采用它们转告的来访者地址"`

	Database    string `key:"database" default:"" group:"数据" secret:"true" desc:"数据库。不填时用数据目录里的 SQLite 文件；也可以写 sqlite:文件路径，或者 postgres://用户:密码@主机/库名"`
	DataDir     string `key:"data_dir" default:"data" group:"数据" desc:"存放数据库文件和上传文件的目录"`
	KeyFile     string `key:"key_file" default:"conf/master.key" group:"数据" desc:"加密密钥文件，第一次启动时自动生成。请另存一份，不要和数据备份放在一起；多台机器共用数据库时，每台都放同一份"`
	CryptoSuite string `key:"crypto_suite" default:"aes" group:"数据" desc:"密码算法：aes（AES-256、SHA-256）或 sm（国密 SM4、SM3）。已有数据后改它，只影响新写入的内容"`
	AnchorDir   string `key:"anchor_dir" default:"" group:"数据" desc:"每天保存一次流水校验值的目录，最好在另一台机器的共享盘上。不填时放在数据目录的 anchors 里"`

	SMTPHost     string `key:"smtp_host" default:"" group:"邮件和短信" desc:"发邮件的服务器。不填就不发邮件"`
	SMTPPort     int    `key:"smtp_port" default:"465" group:"邮件和短信" desc:"发邮件服务器的端口"`
	SMTPSecurity string `key:"smtp_security" default:"tls" group:"邮件和短信" desc:"发邮件的加密方式：tls、starttls 或 none（只限内网）"`
	SMTPUser     string `key:"smtp_user" default:"" group:"邮件和短信" desc:"发邮件的账号"`
	SMTPPassword string `key:"smtp_password" default:"" group:"邮件和短信" secret:"true" desc:"发邮件的密码。建议用环境变量给出"`
	SMTPFrom     string `key:"smtp_from" default:"" group:"邮件和短信" desc:"发件人，例如 青和 <noreply@example.cn>"`
	SMSURL       string `key:"sms_url" default:"" group:"邮件和短信" desc:"短信网关的网址。不填就不发短信，界面会提示改用电话或信件告知"`
	SMSToken     string `key:"sms_token" default:"" group:"邮件和短信" secret:"true" desc:"短信网关的口令。建议用环境变量给出"`
	SMSSign      string `key:"sms_sign" default:"" group:"邮件和短信" desc:"短信开头【】里的签名，须与在运营商处登记的一致"`
	QuietHours   string `key:"quiet_hours" default:"21:00-08:00" group:"邮件和短信" desc:"这段时间（北京时间）不发提醒短信，等结束后再发；验证码不受影响。写 无 表示全天都可以发"`

	Host     string `key:"host" default:"" group:"页脚" desc:"主办单位名称。不填时页面上不出现任何单位，看起来不像官方网站"`
	SiteCode string `key:"site_code" default:"" group:"页脚" desc:"政府网站标识码"`
	ICP      string `key:"icp" default:"" group:"页脚" desc:"ICP 备案号"`
	Police   string `key:"police" default:"" group:"页脚" desc:"公安备案号"`
	Phone    string `key:"phone" default:"" group:"页脚" desc:"服务电话，出现在每一页和错误提示里"`

	LogFormat string `key:"log_format" default:"text" group:"运行" desc:"日志格式：text 或 json。日志里没有个人信息"`
	LogLevel  string `key:"log_level" default:"info" group:"运行" desc:"日志的详细程度：debug、info、warn 或 error"`
	Demo      bool   `key:"demo" default:"false" group:"运行" desc:"演示：每页有“演示”字样，登录页显示演示账号和验证码，短信只进演示收件箱。正式使用时不能打开"`
}

// DSN returns the database address, by default a file in DataDir.
func (c *Config) DSN() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.DataDir, "qinghe.db")
}

// FilesDir is where uploaded and frozen files are kept.
func (c *Config) FilesDir() string { return filepath.Join(c.DataDir, "files") }

// Anchors is where the journal's daily anchors are kept.
func (c *Config) Anchors() string {
	if c.AnchorDir != "" {
		return c.AnchorDir
	}
	return filepath.Join(c.DataDir, "anchors")
}

// URL returns the base URL without a slash at its end.
func (c *Config) URL() string {
	if c.BaseURL != "" {
		return strings.TrimSuffix(c.BaseURL, "/")
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "http://localhost:8080"
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && (ip.IsLoopback() || ip.IsUnspecified()) {
		host = "localhost"
	}
	scheme, usual := "http", "80"
	if c.TLSCert != "" {
		scheme, usual = "https", "443"
	}
	if port == usual {
		return scheme + "://" + host
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// Secure reports that people reach the site by HTTPS, so that cookies may demand it.
func (c *Config) Secure() bool { return strings.HasPrefix(c.URL(), "https://") }

// Loopback reports that only this machine can reach the listener.
func (c *Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Proxies returns TrustedProxies as prefixes.
func (c *Config) Proxies() []netip.Prefix {
	var list []netip.Prefix
	for _, p := range c.TrustedProxies {
		if x, err := parsePrefix(p); err == nil {
			list = append(list, x)
		}
	}
	return list
}

func parsePrefix(s string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(a, a.BitLen()), nil
}

// Quiet returns the quiet hours in minutes after midnight, Asia/Shanghai; from equals to when there are none.
func (c *Config) Quiet() (from, to int) {
	from, to, _ = parseQuiet(c.QuietHours)
	return from, to
}

func parseQuiet(s string) (from, to int, err error) {
	if s == "无" || s == "" {
		return 0, 0, nil
	}
	a, b, ok := strings.Cut(s, "-")
	if from, err = parseClock(a); err == nil {
		to, err = parseClock(b)
	}
	if !ok || err != nil || from == to {
		return 0, 0, fmt.Errorf("写成 21:00-08:00 这样，或者写 无")
	}
	return from, to, nil
}

func parseClock(s string) (int, error) {
	h, m, ok := strings.Cut(strings.TrimSpace(s), ":")
	hh, err1 := strconv.Atoi(h)
	mm, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || hh < 0 || hh > 23 || mm < 0 || mm > 59 {
		return 0, fmt.Errorf("不是时间")
	}
	return hh*60 + mm, nil
}

// check returns what is wrong with the values, one sentence each.
func (c *Config) check() []string {
	var bad []string
	say := func(key, text string) { bad = append(bad, key+"："+text) }
	if _, port, err := net.SplitHostPort(c.Listen); err != nil {
		say("listen", "要写成 地址:端口，例如 127.0.0.1:8080")
	} else if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		say("listen", "端口要在 1 到 65535 之间")
	}
	if c.BaseURL != "" {
		u, err := url.Parse(c.BaseURL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
			say("base_url", "要写成 https://主机名，后面不带路径")
		}
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		say("tls_cert", "要和 tls_key 一起填，或者都不填")
	}
	for _, p := range c.TrustedProxies {
		if _, err := parsePrefix(p); err != nil {
			say("trusted_proxies", fmt.Sprintf("%q 不是地址或网段", p))
		}
	}
	if d := c.Database; d != "" && !strings.HasPrefix(d, "sqlite:") && !strings.HasPrefix(d, "postgres://") && !strings.HasPrefix(d, "postgresql://") {
		say("database", "要以 sqlite: 或 postgres:// 开头")
	}
	oneOf := func(key, value string, allowed ...string) {
		for _, a := range allowed {
			if a == value {
				return
			}
		}
		say(key, "只能是 "+strings.Join(allowed, "、"))
	}
	oneOf("crypto_suite", c.CryptoSuite, "aes", "sm")
	oneOf("smtp_security", c.SMTPSecurity, "tls", "starttls", "none")
	oneOf("log_format", c.LogFormat, "text", "json")
	oneOf("log_level", c.LogLevel, "debug", "info", "warn", "error")
	if c.DataDir == "" || c.KeyFile == "" {
		say("data_dir", "data_dir 和 key_file 不能是空的")
	} else if inside(c.FilesDir(), c.KeyFile) {
		say("key_file", "不能放在上传文件的目录里")
	}
	if c.SMTPHost != "" && c.SMTPFrom == "" {
		say("smtp_from", "填了 smtp_host 就要填发件人")
	}
	if c.SMTPPort < 1 || c.SMTPPort > 65535 {
		say("smtp_port", "端口要在 1 到 65535 之间")
	}
	if c.SMSURL != "" {
		if u, err := url.Parse(c.SMSURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			say("sms_url", "要写成完整的网址")
		}
	}
	if _, _, err := parseQuiet(c.QuietHours); err != nil {
		say("quiet_hours", err.Error())
	}
	if c.Demo && !c.Loopback() && c.Secure() {
		say("demo", "演示会把验证码显示在登录页上，不能用在对外的 https 网站")
	}
	return bad
}

func inside(dir, file string) bool {
	rel, err := filepath.Rel(dir, file)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
