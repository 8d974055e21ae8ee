package channelweb

import (
	"net/http"

	"qinghe/internal/channel"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

type (
	ctx    = matterweb.Ctx
	form   = matterweb.Form
	panel  = matterweb.Panel
	result = matter.Result
)

// forms are the acts of a grievance, on both pages.
func (p *pages) forms() map[procedure.Action]form {
	simple := func(intro string, do func(c *ctx, m matter.Command) (result, error)) form {
		return form{Intro: intro, Inputs: matterweb.None, Do: do}
	}
	var outcomes []choice
	for _, o := range channel.Outcomes {
		outcomes = append(outcomes, choice{Value: o.Code, Label: o.Label})
	}
	return map[procedure.Action]form{
		channel.Respond: {Intro: "写明怎么办、哪天办好。职工马上收到短信。", Inputs: matterweb.Fixed(input{Name: "outcome", Label: "答复", Type: "radio", Options: outcomes}, input{Name: "answer", Label: "具体怎么办", Type: "textarea"}), Do: func(c *ctx, m matter.Command) (result, error) {
			return channel.AnswerIt(c.Context(), p.env(), c.Actor, m, c.Val("outcome"), ident.MaskText(c.Val("answer")))
		}},
		channel.Say: {Inputs: matterweb.Fixed(input{Name: "words", Label: "想补充或者想问的", Type: "textarea"}), Do: func(c *ctx, m matter.Command) (result, error) {
			return channel.AddNote(c.Context(), p.env(), c.Actor, m, c.Val("words"))
		}},
		channel.ShowName: simple("同意以后，单位会看到您的姓名，不能再收回。", func(c *ctx, m matter.Command) (result, error) {
			return channel.Consent(c.Context(), p.env(), c.Actor, m)
		}),
		channel.Accept: simple("这件事就办完了。", func(c *ctx, m matter.Command) (result, error) {
			return channel.AcceptAnswer(c.Context(), p.env(), c.Actor, m)
		}),
		channel.Escalate: {Intro: "转为协商：系统替您写好协商要求书，马上送到单位，单位五日内要回应。", Inputs: func(c *ctx) ([]input, error) {
			return []input{{Name: "known", Label: "我知道单位会看到我的姓名", Type: "yes"}, {Name: "help", Label: "请工会参与、帮我谈（不收费）", Type: "yes"}}, nil
		}, Do: func(c *ctx, m matter.Command) (result, error) {
			return channel.AskToNegotiate(c.Context(), p.env(), c.Actor, m, c.Val("known") == "1", c.Val("help") == "1")
		}},
		channel.Recall: simple("单位不再处理这件事。", func(c *ctx, m matter.Command) (result, error) {
			return channel.RecallIt(c.Context(), p.env(), c.Actor, m)
		}),
	}
}

// panels are what either side sees of a grievance. The name of who did not want to be shown is in none of them.
func (p *pages) panels(c *ctx) ([]panel, error) {
	g, err := channel.Of(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	list := []panel{{Title: "诉求", Rows: rows([2]string{"谁", c.M.Applicant}, [2]string{"哪方面", channel.TopicLabel(g.Topic)}, [2]string{"什么事", g.Words}, [2]string{"希望怎么办", g.Wish})}}
	a := panel{Title: "单位的答复", Empty: "还没有答复。", Rows: rows([2]string{"答复", channel.OutcomeLabel(g.Outcome)}, [2]string{"具体怎么办", g.Answer})}
	if !g.AnsweredOn.IsZero() {
		a.Rows = append(a.Rows, [2]string{"日期", g.AnsweredOn.Chinese()})
	}
	if g.Late {
		a.Tag, a.Tone = "超过了单位自己定的期限", "red"
	}
	list = append(list, a)
	notes, err := channel.Notes(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	if len(notes) > 0 {
		n := panel{Title: "补充说明"}
		for _, x := range notes {
			n.Lines = append(n.Lines, x.At.String()+"　"+map[string]string{"worker": "职工", "employer": "单位"}[x.Side]+"："+x.Words)
		}
		list = append(list, n)
	}
	return list, nil
}

func rows(list ...[2]string) [][2]string {
	var out [][2]string
	for _, r := range list {
		if r[1] != "" {
			out = append(out, r)
		}
	}
	return out
}

type voicePage struct {
	State, Tone, Other, Code string
	Hidden                   bool
	Todo, TodoHref           string
	Limits                   []matterweb.Clock
	Panels                   []panel
	Steps                    matterweb.Steps
	Others                   []otherView
	Ways                     []string
}

type otherView struct{ Label, Party string }

// showVoice is the worker's page of a grievance, on the phone.
func (p *pages) showVoice(w http.ResponseWriter, r *web.Request) error {
	c, err := p.party.Open(r, p.Deps.Deps)
	if err != nil {
		return err
	}
	g, err := channel.Of(r.Context(), p.DB, c.M.ID)
	if err != nil {
		return err
	}
	party, err := dispute.PartyOf(r.Context(), p.DB, c.M.ID, r.Actor.PartyID)
	if err != nil {
		return err
	}
	info := matter.StateOf(c.M)
	v := voicePage{State: info.Label, Tone: info.Tone, Other: c.M.Respondent, Hidden: !g.Shown()}
	if v.Steps, err = p.party.StepsOf(c); err != nil {
		return err
	}
	if v.Panels, err = p.panels(c); err != nil {
		return err
	}
	clocks, err := matterweb.ClocksOf(r.Context(), p.DB, c.M, r.Today())
	if err != nil {
		return err
	}
	v.Limits = clocks.Clocks
	do := PartyPath + "/" + c.M.ID + "/do/"
	switch c.M.State {
	case channel.Answered:
		v.Todo, v.TodoHref = "看答复，说满不满意", do+string(channel.Accept)
	case channel.Late:
		v.Todo, v.TodoHref = "单位没有按时答复：要求协商", do+string(channel.Escalate)
	}
	if c.M.State == channel.Late || c.M.State == channel.Dropped {
		v.Ways = dispute.OtherWays
	}
	code, err := matter.QueryCode(r.Context(), p.DB, c.M.DisputeID)
	if err != nil {
		return err
	}
	v.Code = ident.GroupCode(code)
	others, err := dispute.SamePerson(r.Context(), p.DB, party)
	if err != nil {
		return err
	}
	for _, o := range others {
		v.Others = append(v.Others, otherView{matter.KindTitle(o.Kind) + "　" + matter.StateOf(o.Matter).Label, o.PartyID})
	}
	return p.voice.Render(w, r, http.StatusOK, v)
}
