package negotiationweb

import (
	"net/http"

	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matterweb"
	"qinghe/internal/negotiation"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

func (p *pages) reviewForms() map[procedure.Action]form {
	yn := func(name, label string) input { return yesNo(name, label, "是", "不是") }
	return map[procedure.Action]form{
		negotiation.Decide: {Intro: "看和解协议书本身。审查意见不是裁决书，不能据此强制执行。", Inputs: matterweb.Fixed(yn("voluntary", "双方是不是自愿"), yn("lawful", "内容是不是合法"), yn("clear", "内容是不是明确、能履行"), input{Name: "reason", Label: "理由（不合法有效的要写）", Type: "textarea"}), Do: func(c *ctx, m cmd) (result, error) {
			return negotiation.DecideReview(c.Context(), p.env(), c.Actor, m, negotiation.Opinion{Voluntary: c.Val("voluntary"), Lawful: c.Val("lawful"), Clear: c.Val("clear"), Reason: c.Val("reason")})
		}},
		negotiation.WithdrawReview: {Inputs: matterweb.None, Do: func(c *ctx, m cmd) (result, error) {
			return negotiation.WithdrawReviewBy(c.Context(), p.env(), c.Actor, m)
		}},
	}
}

func (p *pages) reviewPanels(c *ctx) ([]panel, error) {
	r, err := negotiation.ReviewOf(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	yes := map[string]string{"yes": "是", "no": "不是"}
	return []panel{{Title: "和解协议书", Rows: rows([2]string{"双方", c.M.Title}, [2]string{"事由", c.M.Subject}, [2]string{"申请人", r.AskedBy}), Links: []link{{Label: "看和解协议书", Href: reviewPath + "/" + c.M.ID + "/settlement"}},
		Note: "只有和解协议书本身。双方的方案、底线和谈话封存，不在这里。"},
		{Title: "审查意见", Empty: "还没有作出。", Rows: rows([2]string{"双方自愿", yes[r.Voluntary]}, [2]string{"内容合法", yes[r.Lawful]}, [2]string{"明确、能履行", yes[r.Clear]}, [2]string{"意见", map[string]string{"valid": "程序和内容合法有效", "invalid": "不合法有效"}[r.Result]}, [2]string{"理由", r.Reason}, [2]string{"日期", dayText(r.DecidedOn)})}}, nil
}

// reviewedPaper sends the settlement under review, and nothing else of the negotiation.
func (p *pages) reviewedPaper(w http.ResponseWriter, r *web.Request) error {
	c, err := matterweb.Kind{Names: []string{negotiation.KindReview}}.Open(r, p.Deps.Deps)
	if err != nil {
		return err
	}
	rv, err := negotiation.ReviewOf(r.Context(), p.DB, c.M.ID)
	if err != nil {
		return err
	}
	d, err := document.ByID(r.Context(), p.DB, rv.DocumentID)
	if err != nil {
		return err
	}
	if d.Class == "sealed" {
		return fault.Missing()
	}
	return web.SendPaper(w, r, p.Blobs, d, "pdf")
}
