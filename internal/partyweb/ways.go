package partyweb

import (
	"qinghe/internal/complaint"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

// The forms of the ways that a party may take beside the straight one.

func init() {
	for act, f := range map[procedure.Action]actForm{
		dispute.Supplement: {label: "补正材料", upload: true, intro: "材料齐了，调解组织接着办。", inputs: func(p *pages, r *web.Request, m *matter.Matter, _ dispute.Party) ([]input, error) {
			med, err := dispute.MediationOf(r.Context(), p.DB, m.ID)
			return []input{{Name: "file", Label: "材料（照片、PDF，没有可以不传）", Hint: "要补的：" + med.Supplement, Type: "file"}, {Name: "note", Label: "补正的内容", Type: "textarea"}}, err
		}, do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			f, err := web.UploadIfAny(r, p.Blobs, "file")
			if err != nil {
				return matter.Result{}, err
			}
			var files []dispute.FileInput
			if f != nil {
				files = append(files, dispute.FileInput{Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Size: f.Size, Note: "补正材料"})
			}
			return dispute.CompleteSupplement(r.Context(), p.env(), r.Actor, cmd, files, val(r, "note"))
		}},
		dispute.ChooseMediator: {label: "选调解员", needsKnown: true, intro: "双方选了同一名调解员的，由他来办；没有选的，由调解组织指定。", inputs: func(p *pages, r *web.Request, m *matter.Matter, _ dispute.Party) ([]input, error) {
			list, err := dispute.Mediators(r.Context(), p.DB, m.OrgID)
			var c []choice
			for _, x := range list {
				c = append(c, choice{Value: x.MediatorID, Label: x.MediatorName})
			}
			return []input{{Name: "mediator", Label: "我选", Type: "radio", Options: c}}, err
		}, do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			return dispute.Choose(r.Context(), p.env(), r.Actor, cmd, "", val(r, "mediator"))
		}},
		dispute.RecuseInterpret: {label: "申请更换翻译", needsKnown: true, intro: "由调解组织换人或者答复您。", inputs: fixed(input{Name: "reason", Label: "为什么想换", Hint: "例如：翻译是对方单位的职工", Type: "textarea"}), do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			return dispute.RecuseInterpreter(r.Context(), p.env(), r.Actor, cmd, val(r, "reason"))
		}},
		dispute.Mandate: {label: "同意我自己的数额", needsKnown: true, intro: "代表人不能代您少拿钱。草稿里您的数额比请求的少，同意的在这里确认；不同意就不用提交，可以退出集体申请，自己去申请仲裁。", inputs: fixed(input{Name: "agree", Label: "我看过草稿里我自己的数额，同意", Type: "yes"}), do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			in := dispute.MandateInput{What: "settle"}
			if val(r, "agree") != "1" {
				in.What = "" // nothing was ticked, and nothing is agreed to
			}
			return dispute.RegisterMandate(r.Context(), p.env(), r.Actor, cmd, in)
		}},
		dispute.LeaveGroup: {label: "我要退出集体申请", intro: "其他工友照常办理。退出以后，任何时候都可以直接申请仲裁，也可以自己申请调解。", inputs: fixed(input{Name: "reason", Label: "原因（可以不写）", Type: "text"}), do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			return dispute.LeaveGroupOf(r.Context(), p.env(), r.Actor, cmd, "", val(r, "reason"))
		}},
		dispute.Reapply: {label: "重新申请调解", intro: "用同一个查询码开一件新的，您的信息和还没有解决的请求不用重填。", inputs: fixed(input{Name: "facts", Label: "有新情况的写在这里，没有的不写", Type: "textarea"}), do: func(p *pages, r *web.Request, m *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			o, err := orgOf(p, r, m.OrgID)
			if err != nil {
				return matter.Result{}, err
			}
			return dispute.ReapplyFor(r.Context(), p.env(), r.Actor, cmd, o, val(r, "facts"))
		}},
		dispute.Complain: {label: "投诉调解员", needsKnown: true, intro: "由调解员以外的人处理，三个工作日内告诉您是否受理。调解员看不到您写的内容，投诉不影响案件办理。", inputs: fixed(input{Name: "ground", Label: "投诉什么", Type: "radio", Options: grounds()}, input{Name: "words", Label: "发生了什么", Type: "textarea"}), do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			return complaint.Complain(r.Context(), p.env(), r.Actor, cmd, val(r, "ground"), val(r, "words"))
		}},
	} {
		actForms[act] = f
	}
}

func grounds() []choice {
	var c []choice
	for _, g := range complaint.Grounds {
		c = append(c, choice{Value: g.Code, Label: g.Label})
	}
	return c
}
