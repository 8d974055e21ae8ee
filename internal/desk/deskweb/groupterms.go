package deskweb

import (
	"fmt"
	"net/http"
	"slices"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/money"
	"qinghe/internal/web"
)

// groupView is the part of the agreement's form that a group of workers needs: one sum per worker, paid on one day in
// one way. What else was agreed goes into the rows below it.
type groupView struct {
	Rows                 []groupRow
	What, Head, Due, Way string
}

type groupRow struct {
	I                                int
	ID, Name, Claimed, Entitled, Sum string
	Less, Consented                  bool // gets less than asked for; has consented
}

// groupOf splits the terms of a group: its even part as a row per worker, and the obligations that are left. A case of one
// worker has no group.
func groupOf(parties []dispute.Party, claims []dispute.Claim, t agreement.Terms, consents []dispute.ConsentOf) (*groupView, []agreement.Obligation) {
	shares := agreement.Shares(parties, claims, nil)
	if len(shares) < 2 {
		return nil, t.Obligations
	}
	v := &groupView{What: "支付拖欠的劳动报酬", Head: "wages", Way: "转入本人账户"}
	var even, rest []agreement.Obligation
	for _, o := range t.Obligations {
		worker := slices.ContainsFunc(shares, func(s agreement.Share) bool { return s.PartyID == o.Creditor })
		same := len(even) == 0 || even[0].DueOn == o.DueOn && even[0].What == o.What && even[0].Head == o.Head
		twice := slices.ContainsFunc(even, func(x agreement.Obligation) bool { return x.Creditor == o.Creditor })
		if o.Kind == "money" && worker && same && !twice {
			even = append(even, o)
		} else {
			rest = append(rest, o)
		}
	}
	if len(even) > 0 {
		v.What, v.Head, v.Due, v.Way = even[0].What, even[0].Head, even[0].DueOn.String(), even[0].Way
	}
	for i, s := range shares {
		row := groupRow{I: i, ID: s.PartyID, Name: s.Name, Claimed: s.Claimed.String(), Entitled: "—"}
		if s.Entitled >= 0 {
			row.Entitled = s.Entitled.String()
		}
		for _, o := range even {
			if o.Creditor == s.PartyID {
				row.Sum = o.Amount.Plain()
			}
		}
		for _, c := range consents {
			if c.PartyID == s.PartyID && c.Due {
				row.Less, row.Consented = true, c.Given()
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return v, rest
}

// readGroup reads the sums of the workers into obligations; debtor is the employer's party.
func readGroup(r *web.Request, debtor string) ([]agreement.Obligation, web.Errors) {
	var bad web.Errors
	var shares []agreement.Share
	for i := 0; r.PostFormValue(fmt.Sprintf("s%d_id", i)) != ""; i++ {
		s := agreement.Share{PartyID: val(r, fmt.Sprintf("s%d_id", i))}
		if typed := val(r, fmt.Sprintf("s%d_sum", i)); typed != "" {
			a, err := money.Parse(typed)
			if err != nil {
				bad = append(bad, fault.Field{Name: fmt.Sprintf("s%d_sum", i), Message: fmt.Sprintf("第 %d 名劳动者的数额：%s", i+1, err)})
			}
			s.Agreed = a
		}
		shares = append(shares, s)
	}
	if len(shares) == 0 || !slices.ContainsFunc(shares, func(s agreement.Share) bool { return s.Agreed > 0 }) {
		return nil, bad
	}
	due, err := civil.ParseDate(val(r, "s_due"))
	if err != nil {
		bad = append(bad, fault.Field{Name: "s_due", Message: "请填写最晚哪天付给每名劳动者，例如 2026-12-05"})
	}
	return agreement.Spread(shares, debtor, val(r, "s_head"), val(r, "s_what"), val(r, "s_way"), due), bad
}

// payMany is the page on which one day's payments to several workers are entered together.
type payManyPage struct {
	Title, Href, Key, Today string
	Version                 int64
	Errors                  web.Errors
	Rows                    []choice
}

func (p *pages) showPayMany(w http.ResponseWriter, r *web.Request) error {
	return p.renderPayMany(w, r, nil, http.StatusOK)
}

func (p *pages) renderPayMany(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	duties, err := agreement.Duties(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	parties, err := dispute.Parties(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	v := payManyPage{Title: m.Title, Href: "/desk/cases/" + m.ID, Key: newKey(r), Today: r.Today().String(), Version: m.Version, Errors: errs}
	for _, d := range duties {
		if d.Kind != "money" || d.State == "met" || d.State == "waived" {
			continue
		}
		name := ""
		for _, x := range parties {
			if x.ID == d.CreditorID {
				name = x.Name
			}
		}
		v.Rows = append(v.Rows, choice{Value: d.ID, Label: name + "　" + d.DueOn.Chinese() + "　还差 " + d.Rest().String() + " 元", On: slices.Contains(r.PostForm["duty"], d.ID)})
	}
	return p.paymany.Render(w, r, status, v)
}

func (p *pages) doPayMany(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	on, err := civil.ParseDate(val(r, "paid_on"))
	if err != nil {
		return p.renderPayMany(w, r, web.Errors{{Name: "paid_on", Message: "请填写付款日期，例如 2026-12-05"}}, http.StatusBadRequest)
	}
	_, err = agreement.PayMany(r.Context(), p.env(), r.Actor, p.command(r, m), r.PostForm["duty"], on, "")
	if fault.Is(err, fault.Invalid) {
		return p.renderPayMany(w, r, web.ErrorsOf(err), http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/cases/"+m.ID)
	return nil
}
