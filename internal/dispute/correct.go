package dispute

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// correctable is what a wrong day of an entry changes beside the entry: a column of the shared row, a column beside it, a
// row that was made with the entry, or the day on a party's answer or signature. The limits that this step of the
// procedure starts on its day are computed anew.
type correctable struct {
	label  string
	shared func(m *matter.Matter) *civil.Date
	column string // of mediation
	table  string // whose row of the same instant has the day
	answer bool
	signed bool
	effect bool // the day of effect: what runs from it is computed anew
}

var correctables = map[procedure.Action]correctable{
	Submit:        {label: "收到申请的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ReceivedOn }},
	AskSupplement: {label: "告知补正的日期"},
	Supplement:    {label: "补正齐全的日期"},
	Inquire:       {label: "征询对方的日期"},
	AskAgain:      {label: "再次征询的日期"},
	Agree:         {label: "对方答复的日期", answer: true},
	Refuse:        {label: "对方答复的日期", answer: true},
	Resume:        {label: "对方后来同意的日期"},
	Accept:        {label: "受理的日期", shared: func(m *matter.Matter) *civil.Date { return &m.AcceptedOn }},
	TellRights:    {label: "告知权利义务的日期", column: "rights_told_on"},
	Begin:         {label: "开始调解的日期"},
	Record:        {label: "调解的日期", table: "hearing_record"},
	LogCall:       {label: "联系的日期", table: "call_log"},
	Pause:         {label: "暂停调解的日期", column: "paused_on"},
	AskExpert:     {label: "请专家的日期"},
	FlagCrime:     {label: "发现线索的日期"},
	RegisterSign:  {label: "签字的日期", signed: true},
	Stamp:         {label: "协议生效的日期", shared: func(m *matter.Matter) *civil.Date { return &m.EffectiveOn }, effect: true},
	OralAgreement: {label: "协议生效的日期", shared: func(m *matter.Matter) *civil.Date { return &m.EffectiveOn }, effect: true},
	Complete:      {label: "履行完毕的日期"},
	Default:       {label: "登记不履行的日期"},
	Visit:         {label: "回访的日期", column: "visited_on", table: "visit"},
	Close:         {label: "结案的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ClosedOn }},
	Fail:          {label: "终止的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ClosedOn }},
	Withdraw:      {label: "撤回的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ClosedOn }},
	Reject:        {label: "不予受理的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ClosedOn }},
}

// noted are the entries about which a correction in words says nothing: those of machines and corrections themselves.
var noted = []string{"paper", "interruption", "partial", "correction", string(Remind), string(Recompute), string(CorrectEntry), string(CorrectAnswer), string(UndoStep), string(CorrectRecord),
	string(CorrectTerms), string(WithdrawFile), string(SealNote), string(AskOpening), string(AnswerOpening)}

// enteredByOffice reports that somebody of the office entered it. What a party did itself, and what time did, is no slip
// of the office.
func enteredByOffice(e journal.Entry) bool {
	w := procedure.Who(e.ActorRole)
	return w != procedure.Applicant && w != procedure.Respondent && w != procedure.Clockwork && w != procedure.Linked
}

// Correctable is an entry that may be corrected: its day, when Dated, and what it says, in words.
type Correctable struct {
	Seq   int64
	Label string
	On    civil.Date
	Dated bool
}

// Correctables returns the entries of a matter that may be corrected, newest first, with the day that counts now.
func Correctables(ctx context.Context, q db.Querier, matterID string) ([]Correctable, error) {
	entries, err := journal.List(ctx, q, matterID, 0)
	if err != nil {
		return nil, err
	}
	corrected, err := Corrections(ctx, q, matterID)
	if err != nil {
		return nil, err
	}
	var list []Correctable
	for _, e := range entries {
		k, dated := correctables[procedure.Action(e.Kind)]
		if !dated && (slices.Contains(noted, e.Kind) || e.Class == journal.Sealed || !enteredByOffice(e)) {
			continue
		}
		c := Correctable{Seq: e.Seq, Label: e.Label, On: e.OccurredOn, Dated: dated}
		if dated {
			c.Label = k.label + "（" + e.Label + "）"
		}
		for _, x := range corrected {
			if x.Seq == e.Seq && !x.After.IsZero() {
				c.On = x.After
			}
		}
		list = append(list, c)
	}
	slices.Reverse(list)
	return list, nil
}

// Correction is what was corrected: the entry that it supersedes, and the day or the words before and after.
type Correction struct {
	Seq                   int64
	What, Reason, ByName  string
	Before, After         civil.Date
	BeforeText, AfterText string
	CreatedAt             civil.Instant
}

// Words says in one line what was corrected.
func (c Correction) Words() string {
	before, after := c.BeforeText, c.AfterText
	if !c.After.IsZero() {
		before, after = c.Before.String(), strings.TrimSuffix(c.After.String()+"；"+after, "；")
	}
	s := c.What + "："
	if before != "" {
		s += before + " 改为 "
	}
	return fmt.Sprintf("%s%s，代替第 %d 条登记，%s（%s）", s, after, c.Seq, c.Reason, c.ByName)
}

// Corrections returns a matter's corrections, oldest first.
func Corrections(ctx context.Context, q db.Querier, matterID string) ([]Correction, error) {
	rows, err := q.Query(ctx, `SELECT seq, what, before_on, after_on, before_text, after_text, reason, by_name, created_at FROM correction WHERE matter_id=$1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	defer rows.Close()
	var list []Correction
	for rows.Next() {
		var c Correction
		if err := rows.Scan(&c.Seq, &c.What, &c.Before, &c.After, &c.BeforeText, &c.AfterText, &c.Reason, &c.ByName, &c.CreatedAt); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// Supersede records a correction inside an open change: which entry it replaces, what was wrong and what is right. The
// change's own entry then says so on the timeline. Words must be free of sealed matter; the caller has checked them.
func Supersede(ctx context.Context, c *matter.Change, x Correction, more map[string]any) error {
	x.Reason = ident.MaskText(strings.TrimSpace(x.Reason))
	x.BeforeText, x.AfterText = ident.MaskText(x.BeforeText), ident.MaskText(x.AfterText)
	if _, err := c.Exec(ctx, `INSERT INTO correction (id, matter_id, seq, what, before_on, after_on, before_text, after_text, reason, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		db.NewID(), c.Matter.ID, x.Seq, x.What, x.Before, x.After, x.BeforeText, x.AfterText, x.Reason, c.Actor.Name, c.Now()); err != nil {
		return fmt.Errorf("correct: %w", err)
	}
	data := map[string]any{"supersedes": x.Seq, "reason": x.Reason}
	if !x.After.IsZero() {
		data["before"], data["after"] = x.Before, x.After
	}
	for k, v := range more {
		data[k] = v
	}
	label := "更正" + x.What
	switch {
	case !x.After.IsZero():
		label += "：" + x.Before.Chinese() + "改为" + x.After.Chinese()
		if x.AfterText != "" {
			label += "；" + x.AfterText
		}
	case x.BeforeText != "":
		label += "：" + x.BeforeText + "改为" + x.AfterText
	case x.AfterText != "":
		label += "：" + x.AfterText
	}
	c.Say(fmt.Sprintf("%s（代替第 %d 条登记）。%s", label, x.Seq, x.Reason), data)
	return nil
}

func needReason(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.BadField("reason", "请写明错在哪里，例如：登记时看错了签收日期")
	}
	return nil
}

// CorrectInput is a correction of one entry: the right day, what is right in words, or both. Void takes back the papers
// that were issued with the entry instead of issuing them again.
type CorrectInput struct {
	Seq          int64
	Day          civil.Date
	Text, Reason string
	Void         bool
}

// CorrectDay corrects the day of an entry (更正): the entry stays and this one supersedes it, the limits that ran from the wrong
// day are computed anew, and the papers that were issued with that entry are issued again under their number with -1.
func CorrectDay(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, seq int64, day civil.Date, reason string) (matter.Result, error) {
	if day.IsZero() {
		return matter.Result{}, fault.BadField("day", "请填写正确的日期，例如 2026-11-02")
	}
	return Correct(ctx, e, a, cmd, org, CorrectInput{Seq: seq, Day: day, Reason: reason})
}

// Correct corrects an entry, by its day or in words.
func Correct(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, in CorrectInput) (matter.Result, error) {
	in.Text = strings.TrimSpace(in.Text)
	if in.Day.IsZero() && in.Text == "" {
		return matter.Result{}, fault.BadField("day", "请填写正确的日期，例如 2026-11-02；不是日期错了的，在“正确的内容”里写")
	}
	if err := needReason(in.Reason); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = CorrectEntry
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, in.Text, in.Reason); err != nil {
			return err
		}
		list, err := Correctables(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(x Correctable) bool { return x.Seq == in.Seq })
		if i < 0 {
			return fault.BadField("entry", "请选择要更正的登记")
		}
		entries, err := journal.List(ctx, c, c.Matter.ID, 0)
		if err != nil {
			return err
		}
		entry := entries[slices.IndexFunc(entries, func(x journal.Entry) bool { return x.Seq == in.Seq })]
		k, was := correctables[procedure.Action(entry.Kind)], list[i].On
		x := Correction{Seq: in.Seq, What: k.label, Reason: in.Reason, AfterText: in.Text}
		more := map[string]any{}
		if in.Day.IsZero() {
			x.What = "“" + entry.Label + "”"
		} else {
			if !list[i].Dated {
				return fault.BadField("day", "这一条没有可以更正的日期，请在“正确的内容”里写")
			}
			if k.effect {
				was = c.Matter.EffectiveOn
			}
			if err := rightDay(c, k, was, in.Day); err != nil {
				return err
			}
			if err := move(ctx, c, k, entry, in.Day); err != nil {
				return err
			}
			if more["clocks"], err = moveClocks(ctx, c, procedure.Action(entry.Kind), k, was, in.Day); err != nil {
				return err
			}
			if err := c.MoveInterruption(ctx, entry.RecordedAt, was, in.Day); err != nil {
				return err
			}
			x.Before, x.After = was, in.Day
		}
		if in.Void {
			more["void"], err = voidPapers(ctx, c, entries, entry, in.Reason)
		} else {
			more["papers"], err = reissue(ctx, e, c, org, entries, entry, was, in.Day)
		}
		if err != nil {
			return err
		}
		if err := Supersede(ctx, c, x, more); err != nil {
			return err
		}
		return tellBoth(ctx, e, c, "corrected", nil)
	})
}

// rightDay refuses a day that is in the future, is no change, or would put receipt, acceptance, effect and closing out of
// order.
func rightDay(c *matter.Change, k correctable, was, day civil.Date) error {
	switch {
	case day.After(c.Today()):
		return fault.BadField("day", "日期不能晚于今天（"+c.Today().Chinese()+"）")
	case day == was:
		return fault.BadField("day", "这就是原来登记的日期，没有要更正的")
	case k.shared == nil && day.Before(c.Matter.ReceivedOn):
		return fault.BadField("day", "日期不能早于收到申请的日期（"+c.Matter.ReceivedOn.Chinese()+"）")
	case k.shared == nil:
		return nil
	}
	changed := *c.Matter
	*k.shared(&changed) = day
	steps := []struct {
		name string
		on   civil.Date
	}{{"收到申请", changed.ReceivedOn}, {"受理", changed.AcceptedOn}, {"协议生效", changed.EffectiveOn}, {"结案", changed.ClosedOn}}
	last := steps[0]
	for _, s := range steps[1:] {
		if s.on.IsZero() {
			continue
		}
		if s.on.Before(last.on) {
			return fault.BadField("day", fmt.Sprintf("%s的日期（%s）不能早于%s的日期（%s）", s.name, s.on.Chinese(), last.name, last.on.Chinese()))
		}
		last = s
	}
	return nil
}

// move writes the right day where it is kept beside the entry.
func move(ctx context.Context, c *matter.Change, k correctable, entry journal.Entry, day civil.Date) error {
	if k.shared != nil {
		*k.shared(c.Matter) = day
	}
	if k.column != "" {
		if err := set(ctx, c, k.column, day); err != nil {
			return err
		}
	}
	exec := func(q string, args ...any) error {
		if _, err := c.Exec(ctx, q, args...); err != nil {
			return fmt.Errorf("correct: %w", err)
		}
		return nil
	}
	if k.table != "" { // a constant of this file, never typed
		if err := exec(`UPDATE `+k.table+` SET occurred_on=$1 WHERE matter_id=$2 AND created_at=$3`, day, c.Matter.ID, entry.RecordedAt); err != nil {
			return err
		}
	}
	if k.effect {
		if err := exec(`UPDATE agreement SET effective_on=$1 WHERE matter_id=$2 AND state='effective'`, day, c.Matter.ID); err != nil {
			return err
		}
	}
	var d struct {
		Party     string `json:"party"`
		Agreement string `json:"agreement"`
	}
	if k.answer || k.signed {
		if err := json.Unmarshal(entry.Data, &d); err != nil {
			return fmt.Errorf("read the entry: %w", err)
		}
	}
	switch {
	case k.answer:
		return exec(`UPDATE party SET answered_on=$1 WHERE id=$2 AND matter_id=$3`, day, d.Party, c.Matter.ID)
	case k.signed:
		return exec(`UPDATE signature SET signed_on=$1 WHERE agreement_id=$2 AND party_id=$3 AND matter_id=$4`, day, d.Agreement, d.Party, c.Matter.ID)
	}
	return nil
}

// moveClocks computes anew the running limits that began with the entry, and returns how many changed. Extensions and
// days that were left out are kept.
func moveClocks(ctx context.Context, c *matter.Change, do procedure.Action, k correctable, was, day civil.Date) (int, error) {
	starts := map[law.ID]bool{}
	if do == Submit {
		for _, ch := range SubmitClocks(c.Matter.Kind) {
			starts[ch.Rule] = true
		}
		starts[ruleMajor] = true
	}
	for _, r := range TableOf(c.Matter.Kind).Transitions {
		for _, ch := range r.Clock {
			if r.Do == do && ch.Op == procedure.Start {
				starts[ch.Rule] = true
			}
		}
	}
	if k.effect {
		starts[RuleReview], starts[RuleConfirm], starts[RulePerform] = true, true, true
	}
	running, err := matter.ClocksWhere(ctx, c, `matter_id=$1 AND state='running'`, c.Matter.ID)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, x := range running {
		if !starts[x.Rule] || x.Input.From != was {
			continue
		}
		in := x.Input
		in.From = day
		if err := c.StartClock(ctx, procedure.ClockChange{Rule: x.Rule, Bound: x.Bound, Label: x.Label}, in, x.SubjectID); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
