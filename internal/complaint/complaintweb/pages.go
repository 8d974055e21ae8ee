// Package complaintweb is the pages on which complaints about mediators are handled, drawn by the kit of all matters.
package complaintweb

import (
	"qinghe/internal/access"
	"qinghe/internal/complaint"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

// Routes registers the pages.
func Routes(app *web.App, d matterweb.Deps, env func() dispute.Env) {
	choices := func(list []dispute.Reason) []matterweb.Choice {
		var c []matterweb.Choice
		for _, x := range list {
			c = append(c, matterweb.Choice{Value: x.Code, Label: x.Label})
		}
		return c
	}
	matterweb.Register(app, d, matterweb.Kind{Names: []string{complaint.Kind}, Path: "/desk/complaints", Need: access.CaseStaff, Back: matterweb.Link{Label: "待办", Href: "/desk?tab=org"},
		Acts: map[procedure.Action]matterweb.Form{
			complaint.Take: {Intro: "受理以后，分别向双方和调解员核实。", Inputs: matterweb.None, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
				return complaint.TakeUp(c.Context(), env(), c.Actor, cmd)
			}},
			complaint.Decline: {Intro: "理由会告诉投诉人。", Inputs: matterweb.Fixed(matterweb.Input{Name: "reason", Label: "理由", Type: "textarea"}), Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
				return complaint.Refuse(c.Context(), env(), c.Actor, cmd, c.Val("reason"))
			}},
			complaint.Answer: {Intro: "投诉人会看到。调解照常进行；要更换调解员的，在案件页指定。", Inputs: matterweb.Fixed(matterweb.Input{Name: "upheld", Label: "核实的结果", Type: "radio", Options: choices(complaint.Results)}, matterweb.Input{Name: "answer", Label: "核实的情况和处理", Type: "textarea"}),
				Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
					return complaint.Reply(c.Context(), env(), c.Actor, cmd, c.Val("upheld"), c.Val("answer"))
				}},
		},
		Panels: func(c *matterweb.Ctx) ([]matterweb.Panel, error) {
			x, err := complaint.Of(c.Context(), c.DB, c.M.ID)
			if err != nil {
				return nil, err
			}
			rows := [][2]string{{"调解员", x.AboutName}}
			if x.Ground != "" {
				rows = append(rows, [2]string{"投诉什么", dispute.ReasonLabel(complaint.Grounds, x.Ground)})
			}
			rows = append(rows, [2]string{"说明", x.Words})
			if x.Answer != "" {
				rows = append(rows, [2]string{"答复", x.Answer})
			}
			if x.Upheld != "" {
				rows = append(rows, [2]string{"结果", dispute.ReasonLabel(complaint.Results, x.Upheld)})
			}
			return []matterweb.Panel{{Title: "投诉", Note: "被投诉的调解员看不到这一件。", Rows: rows}}, nil
		}})
}
