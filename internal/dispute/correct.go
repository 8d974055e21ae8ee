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
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// correctable is what a wrong day of an entry changes beside the entry: a column of the shared row, a column beside it, or
// the day on a party's answer. The limits that this step of the procedure starts on its day are computed anew.
type correctable struct {
	label  string
	shared func(m *matter.Matter) *civil.Date
	column string // of mediation
	answer bool
	effect bool // the day of effect: what runs from it is computed anew
}

var correctables = map[procedure.Action]correctable{
	Submit:        {label: "收到申请的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ReceivedOn }},
	Inquire:       {label: "征询对方的日期"},
	Agree:         {label: "对方答复的日期", answer: true},
	Refuse:        {label: "对方答复的日期", answer: true},
	Accept:        {label: "受理的日期", shared: func(m *matter.Matter) *civil.Date { return &m.AcceptedOn }},
	TellRights:    {label: "告知权利义务的日期", column: "rights_told_on"},
	Stamp:         {label: "协议生效的日期", shared: func(m *matter.Matter) *civil.Date { return &m.EffectiveOn }, effect: true},
	OralAgreement: {label: "协议生效的日期", shared: func(m *matter.Matter) *civil.Date { return &m.EffectiveOn }, effect: true},
	Visit:         {label: "回访的日期", column: "visited_on"},
	Close:         {label: "结案的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ClosedOn }},
	Fail:          {label: "终止的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ClosedOn }},
	Withdraw:      {label: "撤回的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ClosedOn }},
	Reject:        {label: "不予受理的日期", shared: func(m *matter.Matter) *civil.Date { return &m.ClosedOn }},
}

// Correctable is an entry whose day may be corrected.
type Correctable struct {
	Seq   int64
	Label string
	On    civil.Date
}

// Correctables returns the entries of a matter whose day may be corrected, newest first, with the day that counts now.
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
		k, ok := correctables[procedure.Action(e.Kind)]
		if !ok {
			continue
		}
		c := Correctable{Seq: e.Seq, Label: k.label + "（" + e.Label + "）", On: e.OccurredOn}
		for _, x := range corrected {
			if x.Seq == e.Seq {
				c.On = x.After
			}
		}
		list = append(list, c)
	}
	slices.Reverse(list)
	return list, nil
}

// Correction is a corrected day: the entry that it supersedes, and the day before and after.
type Correction struct {
	Seq                  int64
	What, Reason, ByName string
	Before, After        civil.Date
	CreatedAt            civil.Instant
}

// Corrections returns a matter's corrections, oldest first.
func Corrections(ctx context.Context, q db.Querier, matterID string) ([]Correction, error) {
	rows, err := q.Query(ctx, `SELECT seq, what, before_on, after_on, reason, by_name, created_at FROM correction WHERE matter_id=$1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	defer rows.Close()
	var list []Correction
	for rows.Next() {
		var c Correction
		if err := rows.Scan(&c.Seq, &c.What, &c.Before, &c.After, &c.Reason, &c.ByName, &c.CreatedAt); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// CorrectDay corrects the day of an entry (更正): the entry stays and this one supersedes it, the limits that ran from the wrong
// day are computed anew, and the papers that were issued with that entry are issued again under their number with -1.
func CorrectDay(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, seq int64, day civil.Date, reason string) (matter.Result, error) {
	var bad []fault.Field
	if day.IsZero() {
		bad = append(bad, fault.Field{Name: "day", Message: "请填写正确的日期，例如 2026-11-02"})
	}
	if strings.TrimSpace(reason) == "" {
		bad = append(bad, fault.Field{Name: "reason", Message: "请写明错在哪里，例如：登记时看错了签收日期"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = CorrectEntry
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		entries, err := journal.List(ctx, c.Tx(), c.Matter.ID, 0)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(entries, func(x journal.Entry) bool { return x.Seq == seq })
		if i < 0 {
			return fault.BadField("entry", "请选择要更正的登记")
		}
		entry := entries[i]
		k, ok := correctables[procedure.Action(entry.Kind)]
		if !ok {
			return fault.BadField("entry", "这一条没有可以更正的日期")
		}
		if day.After(c.Today()) {
			return fault.BadField("day", "日期不能晚于今天（"+c.Today().Chinese()+"）")
		}
		was := entry.OccurredOn
		corrected, err := Corrections(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, x := range corrected {
			if x.Seq == seq {
				was = x.After
			}
		}
		if k.effect {
			was = c.Matter.EffectiveOn
		}
		if day == was {
			return fault.BadField("day", "这就是原来登记的日期，没有要更正的")
		}
		if err := inOrder(c.Matter, k, day); err != nil {
			return err
		}
		if err := move(ctx, c, k, entry, day); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `INSERT INTO correction (id, matter_id, seq, what, before_on, after_on, reason, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
			db.NewID(), c.Matter.ID, seq, k.label, was, day, strings.TrimSpace(reason), c.Actor.Name, c.Now()); err != nil {
			return fmt.Errorf("correct: %w", err)
		}
		moved, err := moveClocks(ctx, c, procedure.Action(entry.Kind), k, was, day)
		if err != nil {
			return err
		}
		again, err := reissue(ctx, e, c, org, entries, entry)
		if err != nil {
			return err
		}
		c.Say(fmt.Sprintf("更正%s：%s改为%s（替代第 %d 条登记）。%s", k.label, was.Chinese(), day.Chinese(), seq, reason),
			map[string]any{"supersedes": seq, "before": was, "after": day, "reason": reason, "clocks": moved, "papers": again})
		return tellBoth(ctx, e, c, "corrected", nil)
	})
}

// inOrder refuses a day that would put receipt, acceptance, effect and closing out of order.
func inOrder(m *matter.Matter, k correctable, day civil.Date) error {
	if k.shared == nil {
		return nil
	}
	changed := *m
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

func move(ctx context.Context, c *matter.Change, k correctable, entry journal.Entry, day civil.Date) error {
	if k.shared != nil {
		*k.shared(c.Matter) = day
	}
	if k.column != "" {
		if err := set(ctx, c, k.column, day); err != nil {
			return err
		}
	}
	if k.effect {
		if _, err := c.Exec(ctx, `UPDATE agreement SET effective_on=$1 WHERE matter_id=$2 AND state='effective'`, day, c.Matter.ID); err != nil {
			return fmt.Errorf("correct: %w", err)
		}
	}
	if k.answer {
		var d struct {
			Party string `json:"party"`
		}
		if err := json.Unmarshal(entry.Data, &d); err != nil {
			return fmt.Errorf("read the entry: %w", err)
		}
		if _, err := c.Exec(ctx, `UPDATE party SET answered_on=$1 WHERE id=$2 AND matter_id=$3`, day, d.Party, c.Matter.ID); err != nil {
			return fmt.Errorf("correct: %w", err)
		}
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

// reissue issues again, under their numbers with -1, the papers that came with an entry: they stand in the journal right
// after it. A sealed paper or a void one is left alone.
func reissue(ctx context.Context, e Env, c *matter.Change, org Org, entries []journal.Entry, entry journal.Entry) (int, error) {
	n := 0
	for _, x := range entries {
		if x.Kind != "paper" || x.Seq < entry.Seq || x.RecordedAt != entry.RecordedAt {
			continue
		}
		var d struct {
			Document string `json:"document"`
		}
		if err := json.Unmarshal(x.Data, &d); err != nil {
			return n, fmt.Errorf("read the entry: %w", err)
		}
		p, err := newest(ctx, c, d.Document)
		if err != nil {
			return n, err
		}
		if p.Class == "sealed" || p.State == "void" || p.State == "replaced" || strings.HasPrefix(p.Form, "D-MED-AGR") {
			continue
		}
		data, err := document.Data(ctx, c, e.Vault, p.ID)
		if err != nil {
			return n, err
		}
		var old Snapshot
		if err := json.Unmarshal(data, &old); err != nil {
			return n, fmt.Errorf("read the paper: %w", err)
		}
		if old.Extra["effective"] != "" {
			old.Extra["effective"] = c.Matter.EffectiveOn.String()
		}
		s, err := SnapshotOf(ctx, e, c, org, p.Form, old.Extra)
		if err != nil {
			return n, err
		}
		id, number, err := document.Supersede(ctx, c.Tx(), e.Vault, p.ID, document.Order{MatterID: c.Matter.ID, OrgID: org.ID, Prefix: org.Word, Form: p.Form, Title: PaperTitle(p.Form), Word: series[p.Form].word,
			Template: TemplateVersion, Class: "procedural", Issuer: org.Name, Audience: audience(p.Form), IssuedOn: c.Today()}, func(number, token string) any {
			s.Number, s.Token = number, token
			return s
		})
		if err != nil {
			return n, err
		}
		if err := c.Event("paper", "重新出具"+PaperTitle(p.Form)+"，"+number+"，代替"+p.Number, journal.Procedural, map[string]any{"document": id, "replaces": p.ID, "number": number}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// newest follows the corrections of a paper to the one that counts now.
func newest(ctx context.Context, c *matter.Change, id string) (document.Paper, error) {
	list, err := document.OfMatter(ctx, c, c.Matter.ID)
	if err != nil {
		return document.Paper{}, err
	}
	for moved := true; moved; {
		moved = false
		for _, p := range list {
			if p.Replaces == id {
				id, moved = p.ID, true
			}
		}
	}
	return document.ByID(ctx, c, id)
}

// ReapplyFor files the same dispute again after it ended (重新申请): a new mediation of the same dispute under the same query code,
// with the parties and the claims that are still open.
func ReapplyFor(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, facts string) (matter.Result, error) {
	cmd.Do = Reapply
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		all, err := c.OfDispute(ctx)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.Open && Known(m.Kind) {
				return fault.Block("reapply", "这件争议正在调解（"+m.Number+"），不用重新申请")
			}
		}
		app, err := openClaims(ctx, e, c, org, facts)
		if err != nil {
			return err
		}
		if err := validate(app); err != nil {
			return err
		}
		code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
		if err != nil {
			return err
		}
		n := newMatter(app, e.Vault)
		n.Label = "重新申请调解"
		res, err := c.Open(ctx, n, func(x *matter.Change) error {
			x.Matter.Tags = append(x.Matter.Tags, "re-applied")
			if err := fileIn(ctx, e.Vault, x, app, code); err != nil {
				return err
			}
			return set(ctx, x, "prior_id", c.Matter.ID)
		})
		if err != nil {
			return err
		}
		c.Extra = res.MatterID
		c.Say("重新申请调解", map[string]any{"matter": res.MatterID})
		return nil
	})
}

// openClaims is the application that a mediation began with, as its parties stand now, for the claims that no agreement
// settled.
func openClaims(ctx context.Context, e Env, c *matter.Change, org Org, facts string) (Application, error) {
	app, err := ApplicationOf(ctx, e, c, c.Matter, false)
	if err != nil {
		return app, err
	}
	if strings.TrimSpace(facts) != "" {
		app.Facts = facts
	}
	if c.Actor.IsParty() {
		app.Channel = "web"
	}
	app.Kind, app.Source, app.Tags, app.ReceivedOn = KindFor(org.Kind, ""), "重新申请", nil, c.Occurred()
	app.OrgID, app.Prefecture, app.County, app.RouteReason = c.Matter.OrgID, c.Matter.Prefecture, c.Matter.County, "原来办理的调解组织"
	parties, err := Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return app, err
	}
	reps, err := Representatives(ctx, c, c.Matter.ID)
	if err != nil {
		return app, err
	}
	for i, p := range parties {
		if len(reps) >= MinRepresentatives && slices.Contains(reps, p.ID) {
			app.Representatives = append(app.Representatives, i+1)
		}
	}
	return app, nil
}
