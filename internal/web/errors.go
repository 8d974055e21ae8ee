package web

import (
	"embed"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"qinghe/internal/fault"
)

//go:embed error.tmpl export.tmpl
var errorFiles embed.FS

// Errors are field messages of a form, in the order of the page.
type Errors []fault.Field

// ErrorsOf returns the field messages of an Invalid fault, or nil.
func ErrorsOf(err error) Errors {
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		return Errors(f.Fields)
	}
	return nil
}

// Of returns the message of a field, or "".
func (e Errors) Of(name string) string {
	for _, f := range e {
		if f.Name == name {
			return f.Message
		}
	}
	return ""
}

type errorPage struct {
	Title, Message, Rule, Number string
	Changed                      []string
	Fields                       []fault.Field
	Typed                        []typed
	Back                         string
	Ask                          []string // whom to ask
}

// typed is a value that was posted, shown again so that nothing is lost.
type typed struct{ Name, Value string }

var failed = MustPage[errorPage](errorFiles, "error.tmpl")

var statusOf = map[fault.Kind]int{fault.Invalid: http.StatusBadRequest, fault.Denied: http.StatusForbidden, fault.NotFound: http.StatusNotFound,
	fault.Conflict: http.StatusConflict, fault.Blocked: http.StatusUnprocessableEntity, fault.TooMany: http.StatusTooManyRequests}

var titleOf = map[fault.Kind]string{fault.Invalid: "有问题需要处理", fault.Denied: "不能打开", fault.NotFound: "没有找到", fault.Conflict: "别人刚刚改动过",
	fault.Blocked: "现在不能这样办", fault.TooMany: "请稍等"}

// fail turns any error into a page. A fault says what to do; anything else shows only a request number.
func (a *App) fail(w *answer, r *Request, err error) {
	if w.status != 0 {
		slog.Error("error after the answer began", "no", r.Number, "err", err)
		return
	}
	p := errorPage{Number: r.Number, Back: localPath(r.URL.Path)}
	status := http.StatusInternalServerError
	var tooBig *http.MaxBytesError
	switch f := fault.As(err); {
	case f != nil:
		status = statusOf[f.Kind]
		p.Title, p.Message, p.Rule, p.Changed, p.Fields = titleOf[f.Kind], f.Message, f.Rule, f.Changed, f.Fields
		if f.Kind == fault.Conflict || f.Kind == fault.Blocked || f.Kind == fault.Invalid || f.Kind == fault.Denied {
			p.Typed = posted(r)
		}
		if f.Kind == fault.Denied && a.cfg.Ask != nil {
			var err error
			if p.Ask, err = a.cfg.Ask(r.Context(), r.Actor); err != nil {
				slog.Error("whom to ask", "no", r.Number, "err", err)
			}
		}
	case errors.As(err, &tooBig):
		status = http.StatusRequestEntityTooLarge
		p.Title, p.Message = "上传的内容太大", "一次最多 60 MB，请分几次上传"
	case errors.Is(err, r.Context().Err()) && r.Context().Err() != nil:
		return // the visitor went away
	default:
		slog.Error("request failed", "no", r.Number, "err", err)
		p.Title, p.Message = "系统出错了", "不是您的问题。请过一会儿再试；还不行的话，把下面的编号告诉工作人员"
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		problem(w, status, p)
		return
	}
	if err := failed.Render(w, r, status, p); err != nil {
		slog.Error("error page failed", "no", r.Number, "err", err)
		http.Error(w, "系统出错了，编号 "+r.Number, http.StatusInternalServerError)
	}
}

// problem answers a program the way the API's own refusals do (RFC 9457), so that it never meets a page where it expects
// JSON: too many requests, an address that does not exist, a request from another site.
func problem(w http.ResponseWriter, status int, p errorPage) {
	type detail struct {
		Message  string `json:"message"`
		Location string `json:"location,omitempty"`
	}
	v := struct {
		Title  string   `json:"title"`
		Status int      `json:"status"`
		Detail string   `json:"detail"`
		Errors []detail `json:"errors,omitempty"`
	}{p.Title, status, p.Message, nil}
	if status >= http.StatusInternalServerError {
		v.Detail += " " + p.Number
	}
	for _, f := range p.Fields {
		v.Errors = append(v.Errors, detail{f.Message, f.Name})
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers only
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write(text) // the visitor may have gone away
}

// secretFields name what is never written back to a page: passwords, codes and the like, by any part of the name.
var secretFields = []string{"password", "old", "again", "token", "code", "otp", "secret", "pin", "signature", "key"}

// ident is an identifier of a row, as options of a list carry it.
var ident = regexp.MustCompile(`^[0-9a-z]{26}$`)

// posted returns what was typed, in the order of the fields' names, so that the visitor can copy it back: free text, also a
// short one in Chinese, but not the codes of what was picked from a list.
func posted(r *Request) []typed {
	var list []typed
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return c == '_' || c == '-' || c == '.' }), func(part string) bool { return slices.Contains(secretFields, part) }) {
			continue
		}
		for _, v := range r.PostForm[name] {
			if n := len([]rune(v)); n > 12 && !ident.MatchString(v) || n > 1 && n < len(v) {
				list = append(list, typed{name, v})
			}
		}
	}
	return list
}
