package amount

import (
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law/param"
	"qinghe/internal/money"
)

// value is one parsed input.
type value struct {
	num  num
	date civil.Date
	flag bool
	pick string
}

// ParseInput reads one input as people type it. The error is one Chinese sentence with an example.
func ParseInput(in Input, text string) error {
	_, err := parse(in, text)
	return err
}

func parse(in Input, text string) (value, error) {
	s := strings.TrimSpace(text)
	switch in.Type {
	case Money:
		f, err := money.Parse(s)
		if err != nil {
			return value{}, err
		}
		if f < 0 || f > money.Yuan(1_000_000_000) {
			return value{}, fmt.Errorf("金额应在 0 到 10 亿元之间")
		}
		return value{num: quo(whole(int(f)), whole(100))}, nil
	case Number:
		return parseNumber(s, "12 或 12.5")
	case Count:
		v, err := parseNumber(s, "12")
		if err == nil && !v.num.IsInt() {
			err = fmt.Errorf("应写整数，例如 12")
		}
		return v, err
	case Ratio:
		body, isPercent := strings.CutSuffix(narrow(s), "%")
		v, err := parseNumber(body, "0.7 或 70%")
		if err != nil {
			return v, err
		}
		if isPercent {
			v.num = quo(v.num, whole(100))
		}
		if v.num.Cmp(whole(100)) > 0 {
			return value{}, fmt.Errorf("比例太大，应写成 0.7 或 70%% 的样子")
		}
		return v, nil
	case Date:
		d, err := civil.ParseDate(narrow(s))
		return value{date: d}, err
	case Flag:
		switch strings.ToLower(s) {
		case "是", "有", "true", "yes", "y", "1":
			return value{flag: true}, nil
		case "否", "没有", "false", "no", "n", "0":
			return value{}, nil
		}
		return value{}, fmt.Errorf("应写“是”或“否”")
	case Pick:
		for _, o := range in.Options {
			if s == o.Value || s == o.Label {
				return value{pick: o.Value}, nil
			}
		}
		var known []string
		for _, o := range in.Options {
			known = append(known, o.Value+"（"+o.Label+"）")
		}
		if in.Name == regionInput.Name {
			if param.ValidRegion(s) {
				return value{pick: s}, nil
			}
			return value{}, fmt.Errorf("应写两位、四位或六位行政区划代码，例如 63 或 6301")
		}
		return value{}, fmt.Errorf("应是其中之一：%s", strings.Join(known, "、"))
	}
	return value{}, fmt.Errorf("未知的输入类型 %s", in.Type)
}

// narrow turns full-width digits, points and percent signs into ASCII and drops spaces.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．':
			return '.'
		case r == '％':
			return '%'
		case r == ' ' || r == '\u3000':
			return -1
		}
		return r
	}, s)
}

func parseNumber(s, example string) (value, error) {
	s = narrow(s)
	whole, frac, dot := strings.Cut(s, ".")
	if whole == "" || len(whole) > 6 || len(frac) > 6 || (dot && frac == "") || strings.Trim(whole+frac, "0123456789") != "" {
		return value{}, fmt.Errorf("应写成数字，例如 %s", example)
	}
	v := n(s)
	if v.Cmp(n("100000")) > 0 {
		return value{}, fmt.Errorf("数字太大，应写成 %s 的样子", example)
	}
	return value{num: v}, nil
}

// regionInput is added to every head that uses a local parameter.
var regionInput = Input{Name: "region", Label: "用哪里的标准（行政区划代码）", Type: Pick, Help: "两位是省，四位是市州，例如 63 青海省、6301 西宁市；不填按系统设置"}

// read parses all inputs. Blank texts count as not given. The error is a fault with one message per field; an unknown
// field's message lists the known ones.
func (h *Head) read(in map[string]string) (map[string]value, error) {
	vals := make(map[string]value, len(in))
	var bad []fault.Field
	names := make([]string, 0, len(in))
	for name := range in {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		spec, ok := h.input(name)
		if !ok {
			bad = append(bad, fault.Field{Name: name, Message: "“" + h.Name + "”没有这一项。可以填：" + h.known()})
			continue
		}
		if strings.TrimSpace(in[name]) == "" {
			continue
		}
		v, err := parse(spec, in[name])
		if err != nil {
			bad = append(bad, fault.Field{Name: name, Message: spec.Label + "：" + err.Error()})
			continue
		}
		vals[name] = v
	}
	if err := fault.Bad(bad...); err != nil {
		return nil, err
	}
	for _, spec := range h.Inputs {
		if _, given := vals[spec.Name]; !given && spec.Default != "" {
			v, err := parse(spec, spec.Default)
			if err != nil {
				return nil, fmt.Errorf("amount: default of %s.%s: %w", h.ID, spec.Name, err)
			}
			vals[spec.Name] = v
		}
	}
	return vals, nil
}

func (h *Head) input(name string) (Input, bool) {
	for _, i := range h.Inputs {
		if i.Name == name {
			return i, true
		}
	}
	return Input{}, false
}

func (h *Head) known() string {
	var b strings.Builder
	for i, in := range h.Inputs {
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(in.Name + "（" + in.Label + "）")
	}
	return b.String()
}
