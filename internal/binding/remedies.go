package binding

import (
	"context"
	"fmt"
	"slices"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
)

// Remedy is one way on from a mediation, to be read beside the others (几条路并排看): who goes, where, how long, what it costs,
// what force it gives, and whether it is open now.
type Remedy struct {
	Kind, Title, Who, Time, Cost, Force string
	Cites                               []law.Cite
	Place                               Place
	Open                                bool
	Why                                 string     // why it is closed, with the article
	Due                                 civil.Date // last day, when one runs
	Lacks                               []dispute.Finding
	Standing                            *matter.Matter // the matter of this kind that is under way or was granted
}

// basis is the article that opens the way, of the joint applications the one on when and by whom.
func (r Remedy) basis() string {
	if r.Kind == KindConfirm {
		return law.CiteText(cpl("205"))
	}
	return law.CiteText(r.Cites[:1])
}

// columns are what does not depend on the case. Days of a body count from acceptance; sums are of 诉讼费用交纳办法.
var columns = []Remedy{
	{Kind: KindReview, Title: "仲裁审查", Who: "双方都申请，不用同时", Time: "受理后五个工作日，可以延长五个工作日", Cost: "不收费", Force: "双方签收后生效，不履行可以直接申请执行",
		Cites: slices.Concat(order33("74", "76", "77"), mal("51", "53"))},
	{Kind: KindConfirm, Title: "司法确认", Who: "双方共同申请", Time: "一般三十日；人民调解的十五日，可以延长十日", Cost: "不收案件受理费", Force: "裁定有效，不履行可以直接申请执行",
		Cites: slices.Concat(cpl("187", "205", "206"), law.Refs(law.ConfirmationRules, "5"), law.Refs(law.CourtFees, "8(1)"))},
	{Kind: KindOrder, Title: "支付令", Who: "劳动者一个人就能申请", Time: "五日受理、十五日发出、单位十五日付钱或者异议", Cost: "财产案件受理费的三分之一；单位不异议的由单位负担", Force: "单位十五日不异议又不付，可以直接申请执行；异议成立就失效",
		Cites: slices.Concat(mal("16"), cpl("225", "226", "227", "228"), law.Refs(law.CourtFees, "14(3)", "36"))},
	{Kind: KindArbitration, Title: "申请仲裁", Who: "任何一方，任何时候", Time: "受理后四十五日，可以延长十五日", Cost: "不收费", Force: "裁决书、调解书生效后可以申请执行；协议可以作为依据",
		Cites: slices.Concat(mal("5", "15", "43", "51", "53"), law.Refs(law.Order17, "28"))},
	{Kind: KindLawsuit, Title: "向法院起诉", Who: "不服裁决的；只欠劳动报酬的协议、支付令失效的可以直接起诉", Time: "简易程序三个月，普通程序六个月", Cost: "劳动争议每件十元", Force: "判决书、调解书生效后可以申请执行",
		Cites: slices.Concat(mal("48", "50"), reading("13.3", "51.2"), cpl("125", "152", "164"), law.Refs(law.CourtFees, "13(4)"))},
}

var actions = map[string]procedure.Action{KindReview: dispute.OpenReview, KindConfirm: dispute.OpenConfirm, KindOrder: dispute.OpenOrder, KindArbitration: dispute.TrackCase, KindLawsuit: dispute.TrackSuit}

// Remedies sets the ways on from a mediation side by side, as they stand for these capacities today. The caller has checked
// that the actor may see the mediation.
func Remedies(ctx context.Context, e dispute.Env, m *matter.Matter, home dispute.Org, as []procedure.Who) ([]Remedy, error) {
	q, today := e.DB, e.DB.Today()
	standing, err := OfMediation(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	g, err := agreement.Current(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	extra := map[string]string{"effective": m.EffectiveOn.String()}
	if g != nil && g.State == "effective" && g.DocumentID != "" {
		p, err := document.ByID(ctx, q, g.DocumentID)
		if err != nil {
			return nil, err
		}
		extra["agreement"] = p.Number
	}
	snap, err := dispute.SnapshotNow(ctx, e, q, m, home, "", today, extra)
	if err != nil {
		return nil, err
	}
	med, err := dispute.MediationOf(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	due, err := lastDays(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	stands, err := matter.Look(ctx, q, m, today)
	if err != nil {
		return nil, err
	}
	list := slices.Clone(columns)
	for i := range list {
		r := &list[i]
		if r.Place, err = PlaceOf(r.Kind, home, med.WorkCounty, snap.Parties, ""); err != nil {
			return nil, err
		}
		for _, x := range standing {
			if x.Kind == r.Kind && (x.Open || x.Outcome == dispute.Bound) {
				r.Standing = x
			}
		}
		st, err := stands.Check(actions[r.Kind], as)
		f := fault.As(err)
		switch {
		case err != nil && f == nil:
			return nil, fmt.Errorf("check a remedy: %w", err)
		case f != nil:
			r.Why = f.Message
		default:
			r.Open = st.Blocked == ""
		}
		if f != nil && m.Agreed < 0 && (r.Kind == KindReview || r.Kind == KindConfirm) {
			r.Why = "协议生效以后才能申请（" + r.basis() + "）"
		}
		if r.Kind == KindOrder && r.Open && m.Agreed >= 0 {
			owed, err := DueNow(ctx, q, m, today)
			if err != nil {
				return nil, err
			}
			if len(owed) == 0 {
				r.Open, r.Why = false, "协议里没有到期没付的钱；还没有到期的不能申请支付令（民诉解释第四百二十七条第一款第二项）"
			}
		}
		switch r.Kind {
		case KindReview:
			r.Due, r.Lacks = due[ruleReview], dispute.Lint("D-REVIEW-APP", snap)
		case KindConfirm:
			r.Due, r.Lacks = due[ruleConfirm], dispute.Lint("D-CONFIRM-APP", snap)
		}
		if !r.Open || m.Agreed < 0 {
			r.Lacks = nil
		}
	}
	return list, nil
}

// lastDays are the last days to apply, as they run on the mediation.
func lastDays(ctx context.Context, q db.Querier, matterID string) (map[law.ID]civil.Date, error) {
	list, err := matter.ClocksWhere(ctx, q, `matter_id=$1 AND rule IN ($2,$3) AND state='running'`, matterID, string(ruleReview), string(ruleConfirm))
	if err != nil {
		return nil, err
	}
	out := map[law.ID]civil.Date{}
	for _, k := range list {
		out[k.Rule] = k.Due
	}
	return out, nil
}

// Bodies are the bodies on the platform that may decide an application of the kind, the nearest first as org lists them.
func Bodies(ctx context.Context, q db.Querier, kind string, place Place) ([]org.Org, error) {
	list, err := org.List(ctx, q, "", bodyKinds[kind], false)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(o org.Org) bool { return !place.Admits(o) }), nil
}

// DueNow returns the money of a mediation's agreement whose day has passed, in words, and what is owed on it in fen.
func DueNow(ctx context.Context, q db.Querier, m *matter.Matter, today civil.Date) ([]agreement.Duty, error) {
	duties, err := agreement.Duties(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	due, _, _ := Overdue(duties, today)
	return due, nil
}
