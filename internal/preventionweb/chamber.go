package preventionweb

import (
	"net/http"

	"qinghe/internal/prevention"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

// showMembers is what an organisation of enterprises sees of the employers of its area: who has a channel, who checked itself
// and lets its level be known, who pledged in public, who came to training, and how many of the union's letters wait.
func (p *pages) showMembers(w http.ResponseWriter, r *web.Request) error {
	list, err := prevention.Members(r.Context(), p.DB, r.Actor, r.Today())
	if err != nil {
		return err
	}
	channels, pledged, waiting := 0, 0, int64(0)
	g := grid{Head: []string{"单位", "内部渠道", "用工体检", "信用承诺", "培训到场", "函书、建议书", "指导过"}, Empty: "这里还没有登记的用人单位。"}
	for _, m := range list {
		x := []string{m.Name + "\n" + region.FullName(m.County), "没有", "没做，或者不愿给看", "没有公开", number(m.Trained) + " 人次", "—", dayText(m.GuidedOn)}
		if m.Channel {
			channels++
			x[1] = number(m.AnswerDays) + " 天内答复"
		}
		if m.Level != "" {
			x[2] = "风险" + m.Level.Label() + "\n" + m.CheckedOn.Chinese()
		}
		if !m.PledgedUntil.IsZero() {
			pledged++
			x[3] = "到" + m.PledgedUntil.Chinese()
		}
		if m.Waiting+m.Late > 0 {
			waiting += m.Waiting + m.Late
			x[5] = number(m.Waiting) + " 份等回复"
			if m.Late > 0 {
				x[5] += "，▲ " + number(m.Late) + " 份逾期"
			}
		}
		g.Rows = append(g.Rows, line("", x...))
	}
	return p.register.Render(w, r, http.StatusOK, registerPage{Title: "会员企业", Links: []link{{Label: "指导企业登记", Href: "/desk/guidance"}, {Label: "培训", Href: "/desk/training"}},
		Lead:   "登记的用人单位 " + number(int64(len(list))) + " 家，开通渠道 " + number(int64(channels)) + " 家，公开承诺 " + number(int64(pledged)) + " 家，等回复的函书 " + number(waiting) + " 份。看不到职工的诉求、协商和案件；体检只看得到单位愿意给的高低。",
		Tables: []grid{g}})
}

func (p *pages) showGuidance(w http.ResponseWriter, r *web.Request) error {
	return p.renderGuidance(w, r, nil, http.StatusOK)
}

func (p *pages) renderGuidance(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	list, err := prevention.GuidanceOf(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	g := grid{Title: "登记过的", Head: []string{"哪天", "单位", "做了什么", "发现什么、指导什么", "单位怎么改", "经办"}, Empty: "还没有登记。"}
	for _, x := range list {
		g.Rows = append(g.Rows, line("", x.HeldOn.Chinese(), x.Employer, prevention.GuidanceLabel(x.Kind), x.Words, x.Result, x.ByName))
	}
	f := regForm{Title: "登记一次", Action: "/desk/guidance", Button: "登记", Inputs: refill(r, []input{{Name: "employer", Label: "指导哪个单位", Hint: "写全称，会员企业里才会显示", Type: "text"}, {Name: "held_on", Label: "哪天", Type: "date", Value: r.Today().String()}, {Name: "kind", Label: "做了什么", Type: "radio", Options: choices(prevention.GuidanceKinds, true)}, {Name: "words", Label: "发现什么、指导了什么", Type: "textarea"}, {Name: "result", Label: "单位怎么改、什么时候改好", Type: "textarea"}}, errs)}
	return p.register.Render(w, r, status, registerPage{Errors: errs, Title: "指导企业登记", Lead: "指导企业完善内部协商程序、建立调解组织、合规用工，督促回应函书和建议书。", Links: []link{{Label: "会员企业", Href: "/desk/members"}}, Forms: []regForm{f}, Tables: []grid{g}})
}

func (p *pages) addGuidance(w http.ResponseWriter, r *web.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	t := &typed{r: r}
	g := prevention.Guidance{Employer: val(r, "employer"), HeldOn: t.day("held_on"), Kind: val(r, "kind"), Words: val(r, "words"), Result: val(r, "result")}
	again := func(errs web.Errors) error { return p.renderGuidance(w, r, errs, http.StatusBadRequest) }
	if t.bad != nil {
		return again(t.bad)
	}
	return saved(w, r, prevention.AddGuidance(r.Context(), p.DB, r.Actor, g), "/desk/guidance", again)
}
