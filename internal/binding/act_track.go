package binding

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/check"
	"qinghe/internal/law/param"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/parameter"
	"qinghe/internal/procedure"
)

// TrackInput says where a case is that others run.
type TrackInput struct {
	BodyOrg, BodyName, FileNo string
}

// Track registers that a party went to arbitration or to court, at any moment: nothing presupposes mediation. cmd is of the
// mediation; the new matter's id comes back as Extra.
func Track(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, kind string, in TrackInput) (matter.Result, error) {
	cmd.Do = map[string]procedure.Action{KindArbitration: dispute.TrackCase, KindLawsuit: dispute.TrackSuit}[kind]
	if cmd.Do == "" {
		return matter.Result{}, fault.BadField("kind", "请选择仲裁或者诉讼")
	}
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		id, err := track(ctx, e, c, kind, c.Matter.ID, "", in)
		if err != nil {
			return err
		}
		c.Extra = id
		c.Say(c.Step.Past, map[string]any{"matter": id})
		return nil
	})
}

// track opens a matter that follows a case, inside a change of a matter of the dispute. by is the party who went there, empty
// where nobody said: an employer's own suit seeks no relief for the claim and interrupts nothing.
func track(ctx context.Context, e dispute.Env, c *matter.Change, kind, sourceID, by string, in TrackInput) (string, error) {
	body, err := bodyOf(ctx, c, kind, in.BodyOrg, in.BodyName)
	if err != nil {
		return "", err
	}
	in.BodyOrg = body.ID
	list, err := c.OfDispute(ctx)
	if err != nil {
		return "", err
	}
	var src *matter.Matter
	for _, m := range list {
		if m.ID == sourceID {
			src = m
		}
		if m.Kind == kind && m.Open {
			return "", fault.Block("33号令34", "这件争议已经登记了一件"+matter.KindTitle(kind)+"，不重复登记（33号令第三十四条、民诉法第一百二十七条）")
		}
	}
	if src == nil {
		return "", fault.Missing()
	}
	r := Record{SourceID: src.ID, HomeOrg: src.OrgID, BodyOrg: in.BodyOrg, BodyName: body.Name, Outside: in.BodyOrg == "", FileNo: strings.TrimSpace(in.FileNo), Asked: src.Claimed, Awarded: matter.None}
	g, err := agreement.Current(ctx, c, src.ID)
	if err != nil {
		return "", err
	}
	if g != nil && g.State == "effective" {
		r.AgreementID = g.ID
	}
	// An award sets days of its own, so the two years run from its effect and LastDue stays empty.
	parties, err := PartiesOf(ctx, c, r)
	if err != nil {
		return "", err
	}
	for _, p := range parties {
		if p.Kind == "person" && r.Creditor == "" {
			r.Creditor = p.ID
		}
		if p.Kind == "employer" && r.Debtor == "" {
			r.Debtor = p.ID
		}
	}
	if by == "" && c.Actor.IsParty() {
		by = c.Actor.PartyID
	}
	relief := law.SoughtRelief
	if by != "" && by == r.Debtor {
		relief = ""
	}
	begin := Begins[kind]
	res, err := c.Open(ctx, matter.New{Kind: kind, State: begin.State, Do: "track", Interrupts: relief, Label: "登记" + matter.KindTitle(kind) + "，" + body.Name, Clock: begin.Clock, Fill: fill(src)}, func(n *matter.Change) error {
		n.Matter.Number = r.FileNo
		n.Matter.Agreed = matter.None
		if err := insertRecord(ctx, n, r); err != nil {
			return err
		}
		if r.BodyOrg != "" {
			if err := n.Grant(ctx, r.BodyOrg, procedure.Officer); err != nil {
				return err
			}
		}
		return share(ctx, n, r)
	})
	return res.MatterID, err
}

// TrackStep registers a step of a case that needs no more than a file number, a ground or a note.
func TrackStep(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, act procedure.Action, d Decision) (matter.Result, error) {
	return do(ctx, e, a, cmd, act, func(c *matter.Change, r *Record) error {
		if n := strings.TrimSpace(d.FileNo); n != "" {
			r.FileNo, c.Matter.Number = n, n
		}
		if n := strings.TrimSpace(d.DocNo); n != "" {
			r.DocNo = n
		}
		what := c.Step.Past
		switch act {
		case Accept:
			c.Matter.AcceptedOn = c.Occurred()
		case Decline, Refuse:
			list := declines
			if act == Refuse {
				list = refusals
			}
			g, text, err := groundIn(list[c.Matter.Kind], d)
			if err != nil {
				return err
			}
			r.Ground, r.DecidedOn, c.Matter.Outcome = g.Code, c.Occurred(), "declined"
			what += "：" + text
		case Withdraw:
			c.Matter.Outcome = "withdrawn"
			if c.Matter.Kind == KindArbitration { // whether it may be filed again depends on why (33号令35、39)
				switch d.Ground {
				case "own":
					what += "，可以再申请（33号令第三十五条）"
				case "absent":
					what += "：缺席按撤回处理，同一请求再申请不予受理（33号令第三十九条）"
				default:
					return fault.BadField("ground", "请选择是自己撤回，还是缺席按撤回处理")
				}
				r.Ground = d.Ground
			}
		case ChooseMediate, ChooseFile, ResumeFile:
			if a.IsParty() && a.PartyID != r.Creditor {
				return fault.Deny("先调解还是直接立案，由起诉的劳动者自己选")
			}
			r.Choice = map[procedure.Action]string{ChooseMediate: "mediate", ChooseFile: "file", ResumeFile: "file"}[act]
			if act == ResumeFile {
				c.Matter.Agreed = matter.None
				c.Say(what, nil)
				return unbound(ctx, e, c, *r, what)
			}
		case AskSetAside:
			days, err := matter.ClocksWhere(ctx, c, `matter_id=$1 AND rule=$2 AND subject_id=$3 AND state IN ('running','lapsed')`, c.Matter.ID, string(ruleSetAside), r.Debtor)
			if err != nil {
				return err
			}
			for _, k := range days {
				if k.Due.Before(c.Occurred()) {
					return fault.Block(string(ruleSetAside), "申请撤销裁决的三十日已过，最后一天是"+k.Due.Chinese()+"（调解仲裁法第四十九条第一款）")
				}
			}
			final, err := anyFinal(ctx, c, true)
			if err != nil {
				return err
			}
			if !final {
				return fault.Block("REM-EMPLOYER", "只有终局裁决由单位申请撤销；不终局的可以起诉（调解仲裁法第四十九条、第五十条）")
			}
		case GrantSetAside:
			c.Matter.Outcome = "revoked"
			c.Say(what, map[string]any{"doc": r.DocNo})
			return unbound(ctx, e, c, *r, what)
		case AdvanceDone: // no decision of the court: it has force only once it is confirmed or made into a statement
			if d.Sum > 0 {
				c.Matter.Agreed = d.Sum
				c.Matter.Awarded, c.Matter.AwardedBy = d.Sum, matter.ByAdvance
				what += "，协议数额 " + d.Sum.String() + " 元"
			}
			c.Say(what, map[string]any{"sum": d.Sum})
			return news(ctx, e, c, *r, what, func(m *matter.Change) error {
				m.Matter.Awarded, m.Matter.AwardedBy = c.Matter.Awarded, c.Matter.AwardedBy
				return nil
			})
		case Mediated, Conclude:
			if d.Sum <= 0 && c.Step.From == Promised {
				d.Sum = c.Matter.Agreed // the statement says what was agreed
			}
			if d.Sum > 0 {
				r.Awarded = d.Sum
				what += "，" + d.Sum.String() + " 元"
			}
		}
		if n := strings.TrimSpace(d.Note); n != "" && act == Progress {
			what = n
		}
		c.Say(what, map[string]any{"file": r.FileNo, "doc": r.DocNo, "ground": r.Ground})
		if c.Step.To == Binding {
			return bound(ctx, e, c, *r, what)
		}
		return news(ctx, e, c, *r, what, nil)
	})
}

// AwardInput is an award or judgment as entered. Amounts are fen.
type AwardInput struct {
	DocNo string
	Items []Item
}

// ItemKinds are the kinds of items that the question of finality knows (law/check, question "finality").
func ItemKinds() []check.Value {
	q, _ := check.Find("finality")
	for _, in := range q.Inputs {
		if in.Name == "item" {
			return in.Values
		}
	}
	return nil
}

// EnterAward registers an award or judgment. The finality of each item is asked from the law by its own sum and the local
// minimum wage (调解仲裁法47; 33号令50); where the wage is not known the item stays open and that is said.
func EnterAward(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in AwardInput) (matter.Result, error) {
	if strings.TrimSpace(in.DocNo) == "" {
		return matter.Result{}, fault.BadField("doc_no", "请填写裁决书、判决书的案号，以办案机关的为准")
	}
	if len(in.Items) == 0 {
		return matter.Result{}, fault.BadField("i0_kind", "请至少写一项裁决、判决的内容")
	}
	return do(ctx, e, a, cmd, Award, func(c *matter.Change, r *Record) error {
		r.DocNo, r.DecidedOn, r.Awarded = strings.TrimSpace(in.DocNo), c.Occurred(), 0
		set, err := parameter.Set(ctx, c)
		if err != nil {
			return err
		}
		place := c.Matter.County
		if place == "" {
			place = c.Matter.Province
		}
		wage := set.Find(param.MinimumWageMonth, place, c.Occurred())
		for i, item := range in.Items {
			if !slices.ContainsFunc(ItemKinds(), func(v check.Value) bool { return v.Name == item.Kind }) {
				return fault.BadField(fmt.Sprintf("i%d_kind", i), fmt.Sprintf("第 %d 项请选择是什么", i+1))
			}
			if c.Matter.Kind == KindArbitration {
				if err := finality(&item, wage); err != nil {
					return err
				}
			}
			if item.Amount > 0 {
				r.Awarded += item.Amount
			}
			if _, err := c.Exec(ctx, `INSERT INTO award_item (id, matter_id, seq, kind, label, amount_fen, final, row_id, reason) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
				db.NewID(), c.Matter.ID, i+1, item.Kind, itemLabel(item), int64(item.Amount), item.Final, item.Row, item.Reason); err != nil {
				return fmt.Errorf("keep an item: %w", err)
			}
		}
		what := c.Step.Past + "，" + r.DocNo + "，共 " + r.Awarded.String() + " 元"
		c.Say(what, map[string]any{"doc": r.DocNo, "awarded": r.Awarded})
		if err := tellParties(ctx, e, c, *r, what+"。收到文书的日期请登记，起诉、上诉的期限从收到起算"); err != nil {
			return err
		}
		return news(ctx, e, c, *r, what, nil)
	})
}

func itemLabel(i Item) string {
	if i.Label != "" {
		return i.Label
	}
	for _, v := range ItemKinds() {
		if v.Name == i.Kind {
			return v.Label
		}
	}
	return i.Kind
}

func finality(i *Item, wage param.Found) error {
	in := map[string]string{"item": i.Kind}
	if i.Amount >= 0 {
		in["amount"] = i.Amount.String()
	}
	if wage.OK {
		v, err := money.Parse(wage.Row.Value)
		if err != nil {
			return fmt.Errorf("read the minimum wage: %w", err)
		}
		in["threshold"] = (v * 12).String()
	}
	a, err := check.Ask("finality", in)
	if err != nil {
		return fmt.Errorf("ask finality: %w", err)
	}
	i.Final = a.Result == "final"
	if len(a.Rows) > 0 {
		_, row, _ := check.RowOf(a.Rows[0])
		i.Row, i.Reason = string(row.ID), row.Text
	} else {
		i.Reason = "还不能确定是不是终局：" + a.Label + "。先按不终局提示期限，以裁决书写明的为准"
	}
	return nil
}

func anyFinal(ctx context.Context, c *matter.Change, want bool) (bool, error) {
	items, err := Items(ctx, c, c.Matter.ID)
	return slices.ContainsFunc(items, func(i Item) bool { return i.Final == want }), err
}

// ServeOn registers the day on which a party received the award or judgment; that party's days start from it: fifteen to sue
// for the worker, and for the employer fifteen on what is not final and thirty to ask for setting aside what is (调解仲裁法
// 48–50); fifteen to appeal a judgment (民诉法171).
func ServeOn(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, partyID, how string) (matter.Result, error) {
	return do(ctx, e, a, cmd, ServeAward, func(c *matter.Change, r *Record) error {
		if a.IsParty() {
			partyID = a.PartyID
			if how == "" {
				how = "本人登记"
			}
		}
		if err := serve(ctx, c, *r, partyID, "award", how, a.Name, c.Occurred()); err != nil {
			return err
		}
		who := procedure.Respondent
		parties, err := PartiesOf(ctx, c, *r)
		if err != nil {
			return err
		}
		for _, p := range parties {
			if p.ID == partyID {
				who = procedure.Who(p.Side)
			}
		}
		begin := func(rule law.ID, label string) error {
			return c.StartClock(ctx, procedure.ClockChange{Rule: rule, Bound: who, Label: label}, law.Input{From: c.Occurred()}, partyID)
		}
		if c.Matter.Kind == KindLawsuit {
			return begin(ruleAppeal, "不服判决的，上诉")
		}
		if partyID != r.Debtor {
			return begin(ruleSue, "不服裁决的，起诉")
		}
		open, err := anyFinal(ctx, c, false)
		if err != nil {
			return err
		}
		if open {
			if err := begin(ruleSue, "不服不终局的裁决的，起诉"); err != nil {
				return err
			}
		}
		final, err := anyFinal(ctx, c, true)
		if err != nil || !final {
			return err
		}
		return begin(ruleSetAside, "不服终局裁决的，申请撤销")
	})
}

// SueAfter registers that a party went to court after arbitration and opens the lawsuit in the same transaction. A day to
// sue that has passed is told with its article.
func SueAfter(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, partyID string, in TrackInput) (matter.Result, error) {
	return do(ctx, e, a, cmd, Sue, func(c *matter.Change, r *Record) error {
		if a.IsParty() {
			partyID = a.PartyID
		}
		if partyID == r.Debtor && c.Step.From == Awarded {
			open, err := anyFinal(ctx, c, false)
			if err != nil {
				return err
			}
			if !open {
				return fault.Block("REM-EMPLOYER", "终局裁决，单位不能起诉，有法定情形的三十日内向中级人民法院申请撤销（调解仲裁法第四十九条第一款）")
			}
		}
		past, err := matter.ClocksWhere(ctx, c, `matter_id=$1 AND rule IN ($2,$3) AND (subject_id=$4 OR subject_id='') AND state IN ('running','lapsed')`, c.Matter.ID, string(ruleSue), string(ruleSueAfter), partyID)
		if err != nil {
			return err
		}
		for _, k := range past {
			if k.Due.Before(c.Occurred()) {
				return fault.Block(string(k.Rule), "起诉的十五日已过，最后一天是"+k.Due.Chinese()+"（调解仲裁法第四十八条、第四十九条、第五十条）")
			}
		}
		id, err := track(ctx, e, c, KindLawsuit, r.SourceID, partyID, in)
		if err != nil {
			return err
		}
		c.Extra = id
		return news(ctx, e, c, *r, c.Step.Past, nil)
	})
}
