package negotiation

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/blind"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/amount"
	"qinghe/internal/law/param"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/vault"
)

// Warning is what both sides read before they state a bound; stating one says that it was read.
const Warning = "您填的只有系统能看到，对方、仲裁、法院都看不到。系统只告诉双方重合还是不重合。重合的，系统提出一个方案；方案不是正中间，但是对方看到方案以后，能大致猜到您的底线在什么范围。填得越接近真实，越可能谈成。最多三轮，出了方案就结束。不想用可以不用。"

// Round is a round of blind matching without what was said in it.
type Round struct {
	ID, State, PointID                string
	Round                             int64
	DueOn                             civil.Date
	Bound, Answered                   map[string]bool // by side; a page shows a side its own only
	applicantBound, respondentBound   string
	applicantAnswer, respondentAnswer string
	Floor                             money.Fen
}

// StateLabel says where a round stands.
func (r Round) StateLabel() string {
	return map[string]string{"open": "等双方填底线", "apart": "没有重合", "matched": "重合了，等双方答复方案", "agreed": "双方都同意", "ended": "没有都同意", "lapsed": "到期，作废"}[r.State]
}

// Rounds returns the rounds of a negotiation in order. The caller has checked the scope.
func Rounds(ctx context.Context, q db.Querier, matterID string) ([]Round, error) {
	rows, err := q.Query(ctx, `SELECT id, round, state, due_on, applicant_bound, respondent_bound, point, applicant_answer, respondent_answer, floor_fen FROM nego_blind WHERE matter_id=$1 ORDER BY round`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read rounds: %w", err)
	}
	defer rows.Close()
	var list []Round
	for rows.Next() {
		var r Round
		if err := rows.Scan(&r.ID, &r.Round, &r.State, &r.DueOn, &r.applicantBound, &r.respondentBound, &r.PointID, &r.applicantAnswer, &r.respondentAnswer, &r.Floor); err != nil {
			return nil, err
		}
		r.Bound = map[string]bool{applicant: r.applicantBound != "", respondent: r.respondentBound != ""}
		r.Answered = map[string]bool{applicant: r.applicantAnswer != "", respondent: r.respondentAnswer != ""}
		list = append(list, r)
	}
	return list, rows.Err()
}

// FloorInput is what the mandatory floor is computed from: months of wages that were paid below the minimum wage or not at
// all, and what the employer itself says that it owes. Money is fen.
type FloorInput struct {
	Months      int        // months not paid in full; 0 for none
	PaidMonthly money.Fen  // what was paid of each of those months
	Date        civil.Date // a day of that time, which chooses the minimum wage
	Undisputed  money.Fen  // what the employer acknowledges; nobody else may state it
}

// ComputeFloor computes the mandatory floor of blind matching: unpaid wages as far as the minimum wage, or what the
// employer acknowledges where that is more; the two are not added, since the same wages may be in both. Without a minimum wage on
// record that part is not computed and says so: no other number takes its place.
func ComputeFloor(in FloorInput, params param.Set, region string) (money.Fen, []FloorLine, error) {
	if in.Months < 0 || in.Months > 120 {
		return 0, nil, fault.BadField("months", "欠了几个月请填 0 到 120")
	}
	if in.Months > 0 && in.Date.IsZero() {
		return 0, nil, fault.BadField("date", "请填写这段时间里的一天，例如 2026-01-15")
	}
	if in.Undisputed < 0 {
		return 0, nil, fault.BadField("undisputed", "请填写金额，没有就填 0")
	}
	floor := money.Fen(0)
	var lines []FloorLine
	if in.Months > 0 {
		r, err := amount.Compute("minimum-wage-gap", map[string]string{"wage": in.PaidMonthly.Plain(), "months": fmt.Sprint(in.Months), "date": in.Date.String()}, params, amount.Options{Region: region})
		if err != nil {
			return 0, nil, err
		}
		line := FloorLine{Name: "拖欠的工资，按最低工资算", Amount: matter.None}
		for _, s := range r.Steps {
			line.Steps = append(line.Steps, s.Text)
		}
		if r.Status == amount.Computed || r.Status == amount.AtLeast {
			line.Amount = r.Amount
			floor = max(floor, r.Amount)
		} else {
			line.Steps = append(line.Steps, "没有算这一项。")
		}
		lines = append(lines, line)
	}
	if in.Undisputed > 0 {
		floor = max(floor, in.Undisputed)
		lines = append(lines, FloorLine{Name: "单位自己认可欠的款", Amount: in.Undisputed, Steps: []string{"单位认可，没有争议。"}})
	}
	return floor, lines, nil
}

// SetFloorTo keeps the mandatory floor, before the first round, where both sides see it with its working. Each of worker,
// employer and union replaces what it computed itself and nothing else; the highest counts, so that nobody can take
// away the floor that another set.
func SetFloorTo(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in FloorInput, params param.Set) (matter.Result, error) {
	cmd.Do = SetFloor
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		parties, err := dispute.Parties(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		_, employer, err := payee(parties)
		if err != nil {
			return err
		}
		by := "工会"
		if side, err := mySide(c); err == nil && side == employer.Side {
			by = "单位"
		} else if err == nil {
			by = "劳动者"
		}
		if in.Undisputed > 0 && !c.Is(who(employer.Side)) {
			return fault.BadField("undisputed", "单位认可欠多少，要由单位自己填")
		}
		n, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		floor, own, err := ComputeFloor(in, params, c.Matter.County)
		if err != nil {
			return err
		}
		lines := slices.DeleteFunc(n.FloorLines, func(l FloorLine) bool { return l.By == by })
		for _, l := range lines {
			floor = max(floor, l.Amount)
		}
		for _, l := range own {
			l.By = by
			lines = append(lines, l)
		}
		b, err := json.Marshal(lines)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE negotiation SET floor_fen=$1, floor=$2 WHERE matter_id=$3`, int64(floor), string(b), c.Matter.ID); err != nil {
			return fmt.Errorf("set the floor: %w", err)
		}
		c.Say("算出依法必须付的底线 "+yuan(floor)+" 元", map[string]any{"floor": floor, "lines": lines})
		return nil
	})
}

// bound is how bounds and points are sealed: sums in yuan, so that the check of outgoing text knows them.
type bound struct {
	Money string     `json:"money"`
	By    civil.Date `json:"by"`
	Parts int        `json:"parts"`
}

func sealBound(m money.Fen, by civil.Date, parts int) (sealed.Text, error) {
	b, err := json.Marshal(bound{m.Plain(), by, parts})
	return sealed.NewText(string(b)), err
}

func readBound(t sealed.Text) (blind.Bounds, error) {
	var b bound
	if err := json.Unmarshal([]byte(t.Reveal()), &b); err != nil {
		return blind.Bounds{}, fmt.Errorf("read a bound: %w", err)
	}
	m, err := money.Parse(b.Money)
	return blind.Bounds{Money: m, By: b.By, Parts: b.Parts}, err
}

// Bound states one side's bounds in private. The first of a round fixes the day by which the other may state theirs; the
// second lets the system compare. warned says that the warning was read. Nobody but the system ever reads a bound.
func Bound(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in blind.Bounds, due civil.Date, warned bool) (matter.Result, error) {
	if !warned {
		return matter.Result{}, fault.BadField("warned", "请先看清楚“可能泄露什么”，再勾选")
	}
	cmd.Do = GiveBound
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side, err := mySide(c)
		if err != nil {
			return err
		}
		n, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		parties, err := dispute.Parties(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		worker, _, err := payee(parties)
		if err != nil {
			return err
		}
		end := blind.Pays
		if worker.Side == side {
			end = blind.Receives
		}
		if err := in.Check(end, n.Floor, c.Today()); err != nil {
			return err
		}
		list, err := Rounds(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		first := len(list) == 0 || list[len(list)-1].State != "open"
		if first {
			if err := timeBox(due, c.Today()); err != nil {
				return err
			}
			r := Round{ID: db.NewID(), Round: int64(len(list) + 1), State: "open", DueOn: due, Floor: n.Floor}
			if _, err := c.Exec(ctx, `INSERT INTO nego_blind (id, matter_id, round, state, due_on, floor_fen, created_at) VALUES ($1,$2,$3,'open',$4,$5,$6)`, r.ID, c.Matter.ID, r.Round, due, int64(n.Floor), c.Now()); err != nil {
				return fmt.Errorf("begin a round: %w", err)
			}
			if err := c.StartClock(ctx, start(RuleBlind, who(other(side)), "双盲报价：填底线"), law.Input{From: c.Today(), Agreed: due}, r.ID); err != nil {
				return err
			}
			list = append(list, r)
		}
		r := list[len(list)-1]
		if side == applicant && r.applicantBound != "" || side == respondent && r.respondentBound != "" {
			return fault.Block("", "您这一轮已经填过，等对方填好就比较")
		}
		text, err := sealBound(in.Money, in.By, in.Parts)
		if err != nil {
			return err
		}
		id, err := sealed.Put(ctx, c, e.Vault, "bound", text, sealed.Closed)
		if err != nil {
			return err
		}
		if err := setRound(ctx, c, r.ID, side+"_bound", id); err != nil {
			return err
		}
		c.Say(fmt.Sprintf("双盲报价第 %d 轮：一方填了底线（内容封存）", r.Round), map[string]any{"round": r.Round, "sealed": id})
		if first {
			return tellSide(ctx, e, c, other(side), "nego-blind", map[string]string{"due": due.Chinese()})
		}
		ids := map[string]string{side: id}
		ids[applicant], ids[respondent] = pick(ids[applicant], r.applicantBound), pick(ids[respondent], r.respondentBound)
		return compare(ctx, e, c, r, ids[worker.Side], ids[other(worker.Side)])
	})
}

func pick(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func setRound(ctx context.Context, c *matter.Change, id, column, value string) error {
	if _, err := c.Exec(ctx, `UPDATE nego_blind SET `+column+`=$1 WHERE id=$2 AND matter_id=$3`, value, id, c.Matter.ID); err != nil {
		return fmt.Errorf("keep a round: %w", err)
	}
	return nil
}

// compare lets the system read both bounds and says yes or no, with a point for yes. The secret of the draw is sealed with
// the point, so that it can be checked later.
func compare(ctx context.Context, e dispute.Env, c *matter.Change, r Round, receives, pays string) error {
	texts, err := sealed.Compare(ctx, c, e.Vault, "双盲比对", receives, pays)
	if err != nil {
		return err
	}
	want, err := readBound(texts[0])
	if err != nil {
		return err
	}
	give, err := readBound(texts[1])
	if err != nil {
		return err
	}
	if err := c.EndClock(ctx, RuleBlind, r.ID, "met"); err != nil {
		return err
	}
	secret := db.NewToken()
	point, ok := blind.Match(want, give, r.Floor, blind.NewDraw([]byte(secret)))
	if !ok {
		if err := setRound(ctx, c, r.ID, "state", "apart"); err != nil {
			return err
		}
		c.Say(fmt.Sprintf("双盲报价第 %d 轮：没有重合", r.Round), map[string]any{"round": r.Round, "overlap": false})
		return tellBoth(ctx, e, c, "nego-apart", nil)
	}
	if _, err := sealed.Put(ctx, c, e.Vault, "bound", sealed.NewText(secret), sealed.Closed); err != nil {
		return err
	}
	text, err := sealBound(point.Money, point.By, point.Parts)
	if err != nil {
		return err
	}
	id, err := sealed.Put(ctx, c, e.Vault, "point", text, toBoth...)
	if err != nil {
		return err
	}
	if err := setRound(ctx, c, r.ID, "state", "matched"); err != nil {
		return err
	}
	if err := setRound(ctx, c, r.ID, "point", id); err != nil {
		return err
	}
	if err := c.StartClock(ctx, start(RulePoint, procedure.Applicant, "私下答复双盲方案"), law.Input{From: c.Today()}, r.ID); err != nil {
		return err
	}
	k, _, err := c.RunningClock(ctx, RulePoint, r.ID)
	if err != nil {
		return err
	}
	due := k.Due
	if _, err := c.Exec(ctx, `UPDATE nego_blind SET due_on=$1 WHERE id=$2`, due, r.ID); err != nil {
		return fmt.Errorf("keep a round: %w", err)
	}
	c.Say(fmt.Sprintf("双盲报价第 %d 轮：重合，系统提出方案（内容封存）", r.Round), map[string]any{"round": r.Round, "overlap": true, "sealed": id})
	return tellBoth(ctx, e, c, "nego-point", map[string]string{"due": due.Chinese()})
}

// Point reads the proposal of a round, for the two sides.
func Point(ctx context.Context, q db.Querier, v *vault.Vault, as []procedure.Who, matterID, id string) (blind.Point, error) {
	t, err := sealed.Said(ctx, q, v, as, matterID, id)
	if err != nil {
		return blind.Point{}, err
	}
	b, err := readBound(t)
	return blind.Point(b), err
}

// AnswerPointWith keeps one side's private answer to the proposal. Only when both have answered is anything said: both
// agreed, or not both. Who did not is never told.
func AnswerPointWith(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, agree bool) (matter.Result, error) {
	cmd.Do = AnswerPoint
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side, err := mySide(c)
		if err != nil {
			return err
		}
		list, err := Rounds(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if len(list) == 0 || list[len(list)-1].State != "matched" {
			return fault.Block("", "现在没有等您答复的双盲方案")
		}
		r := list[len(list)-1]
		if r.Answered[side] {
			return fault.Block("", "您已经答复过这个方案")
		}
		word := "no"
		if agree {
			word = "yes"
		}
		id, err := sealed.Put(ctx, c, e.Vault, "answer", sealed.NewText(word), sealed.Closed)
		if err != nil {
			return err
		}
		if err := setRound(ctx, c, r.ID, side+"_answer", id); err != nil {
			return err
		}
		c.Say("一方答复了双盲方案（内容封存）", map[string]any{"round": r.Round, "sealed": id})
		theirs := r.applicantAnswer
		if side == applicant {
			theirs = r.respondentAnswer
		}
		if theirs == "" {
			return nil
		}
		texts, err := sealed.Compare(ctx, c, e.Vault, "双盲方案的答复", id, theirs, r.PointID)
		if err != nil {
			return err
		}
		if err := c.EndClock(ctx, RulePoint, r.ID, "met"); err != nil {
			return err
		}
		if texts[0].Reveal() != "yes" || texts[1].Reveal() != "yes" {
			if err := setRound(ctx, c, r.ID, "state", "ended"); err != nil {
				return err
			}
			c.Say("双盲方案没有都同意", map[string]any{"round": r.Round, "agreed": false})
			return tellBoth(ctx, e, c, "nego-point-end", map[string]string{"result": "没有都同意，可以继续直接提方案"})
		}
		p, err := readBound(texts[2])
		if err != nil {
			return err
		}
		if err := setRound(ctx, c, r.ID, "state", "agreed"); err != nil {
			return err
		}
		if err := draftFrom(ctx, e, c, Terms{Money: p.Money, By: p.By, Parts: p.Parts}); err != nil {
			return err
		}
		c.Say("双方都同意双盲方案，写成和解协议草稿（内容封存）", map[string]any{"round": r.Round, "agreed": true})
		return tellBoth(ctx, e, c, "nego-point-end", map[string]string{"result": "双方都同意，和解协议草稿已经写好，请看"})
	})
}
