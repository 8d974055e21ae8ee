package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"
)

// FileEnv names the environment variable that names the configuration file.
const FileEnv = "QINGHE_CONFIG"

// DefaultFile is read when it exists and no other file is named.
const DefaultFile = "conf/qinghe.conf"

const prefix = "QINGHE_"

// notSettings are variables of the same prefix that tests and tools use.
var notSettings = map[string]bool{FileEnv: true}

// Load reads the settings of this process: from path when it is not empty, else from the file that QINGHE_CONFIG names,
// else from DefaultFile when there is one; then the environment. The error lists everything that is wrong, in Chinese.
func Load(path string) (*Config, error) {
	must := true
	if path == "" {
		path = os.Getenv(FileEnv)
	}
	if path == "" {
		path, must = DefaultFile, false
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !must {
		path, err = "", nil
	}
	if err != nil {
		return nil, fmt.Errorf("读不了配置文件 %s：%w", path, err)
	}
	return Parse(path, string(b), os.Environ())
}

// Default returns the settings of a machine without any configuration.
func Default() *Config {
	c, err := Parse("", "", nil)
	if err != nil {
		panic(err) // the defaults are checked by a test
	}
	return c
}

// Parse makes settings from the text of a file (name is for messages) and from KEY=VALUE pairs of the environment.
func Parse(name, text string, env []string) (*Config, error) {
	c := &Config{}
	v := reflect.ValueOf(c).Elem()
	index := map[string]int{}
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		index[tag.Get("key")] = i
		if err := set(v.Field(i), tag.Get("default")); err != nil {
			return nil, fmt.Errorf("default of %s: %w", tag.Get("key"), err)
		}
	}
	var bad []string
	unknown := false
	apply := func(where, key, value string) {
		i, ok := index[key]
		if !ok {
			unknown = true
			bad = append(bad, fmt.Sprintf("%s没有 %s 这个设置", where, key))
			return
		}
		if err := set(v.Field(i), value); err != nil {
			bad = append(bad, fmt.Sprintf("%s%s：%v", where, key, err))
		}
	}
	seen := map[string]int{}
	for n, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		where := fmt.Sprintf("%s 第 %d 行：", name, n+1)
		key, value, ok := strings.Cut(line, "=")
		if key = strings.TrimSpace(key); !ok {
			bad = append(bad, where+"要写成 名称 = 值")
			continue
		}
		if first, twice := seen[key]; twice {
			bad = append(bad, fmt.Sprintf("%s%s 在第 %d 行已经写过", where, key, first))
			continue
		}
		seen[key] = n + 1
		apply(where, key, unquote(strings.TrimSpace(value)))
	}
	for _, e := range env {
		k, value, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(k, prefix) || notSettings[k] || strings.HasPrefix(k, "QINGHE_TEST_") {
			continue
		}
		apply("环境变量 "+k+"：", strings.ToLower(strings.TrimPrefix(k, prefix)), value)
	}
	if len(bad) == 0 {
		bad = c.check()
	}
	if len(bad) > 0 {
		msg := "配置有问题，没有启动：\n  " + strings.Join(bad, "\n  ")
		if unknown {
			msg += "\n可用的设置有：" + strings.Join(Keys(), "、")
		}
		return nil, errors.New(msg)
	}
	return c, nil
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

func set(f reflect.Value, value string) error {
	switch f.Interface().(type) {
	case string:
		if strings.ContainsAny(value, "\x00\r\n") {
			return errors.New("不能有换行")
		}
		f.SetString(value)
	case bool:
		switch strings.ToLower(value) {
		case "true", "1", "yes", "on", "是":
			f.SetBool(true)
		case "false", "0", "no", "off", "否", "":
			f.SetBool(false)
		default:
			return errors.New("要写 true 或 false")
		}
	case int:
		n, err := strconv.Atoi(value)
		if err != nil {
			return errors.New("要写一个整数")
		}
		f.SetInt(int64(n))
	case []string:
		var list []string
		for _, p := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == '，' }) {
			if p = strings.TrimSpace(p); p != "" {
				list = append(list, p)
			}
		}
		f.Set(reflect.ValueOf(list))
	default:
		return fmt.Errorf("no way to set a %s", f.Type())
	}
	return nil
}

// Keys returns every key, sorted.
func Keys() []string {
	t := reflect.TypeFor[Config]()
	keys := make([]string, t.NumField())
	for i := range keys {
		keys[i] = t.Field(i).Tag.Get("key")
	}
	sort.Strings(keys)
	return keys
}

// Document returns every key with its variable, default and meaning as Markdown, for docs/operations.md.
func Document() string {
	var b strings.Builder
	b.WriteString("设置写在 `" + DefaultFile + "`（或 `" + FileEnv + "` 指出的文件），一行一个“名称 = 值”，`#` 开头的是说明。也可以用环境变量，环境变量优先。写错名称会停止启动。\n")
	t := reflect.TypeFor[Config]()
	group := ""
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		if g := tag.Get("group"); g != group {
			group = g
			b.WriteString("\n### " + g + "\n\n| 名称 | 环境变量 | 默认值 | 说明 |\n| --- | --- | --- | --- |\n")
		}
		def := "空"
		if d := tag.Get("default"); d != "" {
			def = "`" + d + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", tag.Get("key"), prefix+strings.ToUpper(tag.Get("key")), def, tag.Get("desc"))
	}
	return b.String()
}

// Sample returns a configuration file in which every key stands, commented out, with its default and meaning.
func Sample() string {
	var b strings.Builder
	t := reflect.TypeFor[Config]()
	group := ""
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		if g := tag.Get("group"); g != group {
			group = g
			b.WriteString("\n# ==== " + g + " ====\n")
		}
		fmt.Fprintf(&b, "\n# %s\n#%s = %s\n", tag.Get("desc"), tag.Get("key"), tag.Get("default"))
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// Effective returns the settings in force, one a line, secrets hidden.
func (c *Config) Effective() string {
	var b strings.Builder
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		value := fmt.Sprint(v.Field(i).Interface())
		if list, ok := v.Field(i).Interface().([]string); ok {
			value = strings.Join(list, ", ")
		}
		if tag.Get("secret") == "true" && value != "" {
			value = "（已设置，不显示）"
		}
		fmt.Fprintf(&b, "%s = %s\n", tag.Get("key"), value)
	}
	return b.String()
}

// String hides everything, so that a printed Config cannot put a password into a log.
func (c *Config) String() string { return "config(" + c.URL() + ")" }

// GoString hides everything too.
func (c *Config) GoString() string { return c.String() }
