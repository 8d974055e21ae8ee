package lawweb

import (
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"qinghe/internal/fault"
)

// refusal turns a fault into the API's error; anything else is an internal error without its text.
func refusal(err error) error {
	f := fault.As(err)
	if f == nil {
		return huma.Error500InternalServerError("内部错误")
	}
	var details []error
	for _, x := range f.Fields {
		details = append(details, &huma.ErrorDetail{Location: x.Name, Message: x.Message})
	}
	return huma.Error422UnprocessableEntity(f.Message, details...)
}

// says gives an operation its one line, and the refusals a program may meet: what was typed wrong, too many requests,
// a fault of ours; and with a body, one that cannot be read, comes from another site, is too large or of another kind.
func says(summary string) func(*huma.Operation) {
	return func(o *huma.Operation) {
		o.Summary = summary
		o.Errors = []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError}
		if o.Method == http.MethodPost {
			o.Errors = append(o.Errors, http.StatusBadRequest, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
		}
	}
}

// speakChinese gives the checks of the description Chinese words and the field's own name, as the other refusals have.
var speakChinese = sync.OnceFunc(func() {
	validation.MsgUnexpectedProperty = "没有这一项"
	validation.MsgExpectedRequiredProperty = "缺少 %s 这一项"
	validation.MsgExpectedString = "应是文字，写在引号里"
	validation.MsgExpectedInteger = "应是整数"
	validation.MsgExpectedNumber = "应是数字"
	validation.MsgExpectedBoolean = "应是 true 或者 false"
	validation.MsgExpectedArray = "应是列表"
	validation.MsgExpectedObject = "应是名称和值"
	validation.MsgExpectedOneOf = "应是其中之一：%s"
	validation.MsgExpectedMinItems = "至少要有 %d 项"
	validation.MsgExpectedMaxItems = "最多 %d 项"
	huma.DefaultArrayNullable = false // our lists are never null, only empty
	plain := huma.NewError
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		e := plain(status, message, errs...)
		m, ok := e.(*huma.ErrorModel)
		if !ok {
			return e
		}
		if word, ok := statusWords[status]; ok {
			m.Title = word
		}
		if m.Detail == "validation failed" {
			m.Detail = "有问题需要处理"
		}
		for _, d := range m.Errors {
			_, d.Location, _ = cutAny(d.Location, "query.", "body.")
			switch {
			case strings.HasPrefix(d.Message, "required ") && strings.HasSuffix(d.Message, " parameter is missing"):
				d.Message = "缺少 " + d.Location + " 这一项"
			case status == http.StatusBadRequest:
				d.Message = "JSON 读不懂：" + d.Message
			}
		}
		return e
	}
})

var statusWords = map[int]string{http.StatusBadRequest: "读不懂", http.StatusUnprocessableEntity: "有问题需要处理", http.StatusInternalServerError: "系统出错了",
	http.StatusUnsupportedMediaType: "请用 application/json", http.StatusRequestEntityTooLarge: "内容太大"}

// cutAny cuts the first of the prefixes that s has.
func cutAny(s string, prefixes ...string) (prefix, rest string, found bool) {
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(s, p); ok {
			return p, rest, true
		}
	}
	return "", s, false
}
