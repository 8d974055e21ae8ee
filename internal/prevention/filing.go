package prevention

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/negotiation"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
)

// KindFiling is an employer's filing of its own mediation committee (企业劳动争议调解委员会备案), checked by the county's officers.
const KindFiling = "committee-filing"

// States and actions of a filing.
const (
	FilingSent  procedure.State = "filing-sent"      // 待核验
	FilingBack  procedure.State = "filing-back"      // 退回补正
	FilingDone  procedure.State = "filing-done"      // 已备案
	FilingEnded procedure.State = "filing-withdrawn" // 已撤回

	DoFile     procedure.Action = "file-committee"
	AcceptFile procedure.Action = "accept-filing"
	ReturnFile procedure.Action = "return-filing"
	SendAgain  procedure.Action = "send-filing-again"
	EndFile    procedure.Action = "withdraw-filing"
)

// Time limits of a filing: no rule that was read fixes any, both are ours.
const (
	RuleFileCheck = law.ID("P-FILING-CHECK-5WD")
	RuleFileFix   = law.ID("P-FILING-FIX-15")
)

// FilingFacts is what the guards of a filing may see.
type FilingFacts struct{}

var filingClock = start(RuleFileCheck, procedure.Supervisor, "核验企业调解委员会的备案")

// FilingTable is the filing of an employer's committee. Its members are the law's (调解仲裁法10, 17号令15); that it is filed is the
// policy's (二（三）3).
var FilingTable = func() *procedure.Table[FilingFacts] {
	rules := append(law.Refs(law.MediationArbitrationLaw, "10.2"), append(law.Refs(law.Order17, "15"), policy("二（三）3")...)...)
	open := []procedure.State{FilingSent, FilingBack}
	county := []procedure.Who{procedure.Supervisor}
	return &procedure.Table[FilingFacts]{Kind: KindFiling, Title: "企业调解委员会备案", States: []procedure.StateInfo{
		{State: FilingSent, Label: "待核验", Stage: 2, Owner: procedure.Supervisor, Tone: "barley"},
		{State: FilingBack, Label: "退回补正", Stage: 3, Owner: procedure.Officer, Tone: "red"},
		{State: FilingDone, Label: "已备案", Stage: 6, End: true, Tone: "jade"},
		{State: FilingEnded, Label: "已撤回", Stage: 6, End: true},
	}, Transitions: append([]procedure.Transition[FilingFacts]{
		{From: []procedure.State{FilingSent}, To: FilingDone, Do: AcceptFile, Label: "核验无误，备案", Past: "核验无误，备案", By: county, Rules: rules, Clock: []procedure.ClockChange{meet(RuleFileCheck)}, Tone: procedure.Main},
		{From: []procedure.State{FilingSent}, To: FilingBack, Do: ReturnFile, Label: "退回补正…", Past: "退回补正", By: county, Rules: rules, Clock: []procedure.ClockChange{meet(RuleFileCheck), start(RuleFileFix, procedure.Officer, "补正备案材料")}, Tone: procedure.Plain},
		{From: []procedure.State{FilingBack}, To: FilingSent, Do: SendAgain, Label: "补正后再报", Past: "补正后再报", By: employer, Rules: rules, Clock: []procedure.ClockChange{meet(RuleFileFix), filingClock}, Tone: procedure.Main},
		{From: open, To: FilingEnded, Do: EndFile, Label: "撤回备案…", Past: "单位撤回备案", By: employer, Rules: rules, Clock: []procedure.ClockChange{stop(RuleFileCheck), stop(RuleFileFix)}, Tone: procedure.Danger},
	}, procedure.ClockRows[FilingFacts](open, law.Refs(law.CivilCode, "203"))...)}
}()

func init() {
	matter.Register(FilingTable, func(context.Context, db.Querier, *matter.Matter, civil.Date) (FilingFacts, error) {
		return FilingFacts{}, nil
	})
	matter.Begin(KindFiling, FilingSent, filingClock)
}

// FilingInput is a committee as entered. Workers and Managers are its members, one name a line.
type FilingInput struct {
	Name, Word, Director, DirectorFrom, Workers, Managers, Address, Phone string
	SetOn                                                                 civil.Date
}

// Filing is a filing as read. Why says what is to be put right; CommitteeID is the organisation that came of it.
type Filing struct {
	FilingInput
	MatterID, OrgID, Why, CommitteeID string
}

func people(lines string) []string {
	var list []string
	for _, s := range strings.FieldsFunc(lines, func(r rune) bool { return strings.ContainsRune("\n、，,；;", r) }) {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}

func (in *FilingInput) check(o org.Org, today civil.Date) error {
	for _, s := range []*string{&in.Name, &in.Word, &in.Director, &in.Address, &in.Phone} {
		*s = strings.TrimSpace(*s)
	}
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	w, m := people(in.Workers), people(in.Managers)
	in.Workers, in.Managers = strings.Join(w, "\n"), strings.Join(m, "\n")
	add(len(w) == 0, "workers", "请填写职工代表的姓名，一行一个")
	add(len(m) == 0, "managers", "请填写企业代表的姓名，一行一个")
	add(len(w) > 0 && len(m) > 0 && len(w) != len(m), "managers", fmt.Sprintf("双方人数应当对等：现在职工代表 %d 人，企业代表 %d 人", len(w), len(m)))
	add(in.Director == "", "director", "请填写主任的姓名")
	add(in.DirectorFrom != "union" && in.DirectorFrom != "elected", "director_from", "请选择主任怎么产生的")
	add(in.SetOn.IsZero() || in.SetOn.After(today), "set_on", "请填写哪天设立的，不晚于今天")
	// What an organisation must have is said at once, not when the county enters it.
	if err := org.Check(in.org(o)); err != nil {
		for _, f := range fault.As(err).Fields {
			bad = append(bad, f)
		}
	}
	return fault.Bad(bad...)
}

func (in FilingInput) org(o org.Org) org.Org {
	return org.Org{Kind: "enterprise", Name: in.Name, Word: in.Word, County: o.County, Town: o.Town, Address: in.Address, Phone: in.Phone, ParentName: o.Name, ParentUSCC: o.ParentUSCC, Demo: o.Demo}
}

// CommitteeOf returns the name of the committee that an employer has in the register, or nothing.
func CommitteeOf(ctx context.Context, q db.Querier, o org.Org) (string, error) {
	rows, err := q.Query(ctx, `SELECT name FROM org WHERE kind='enterprise' AND status='active' AND (parent_uscc<>'' AND parent_uscc=$1 OR parent_name=$2) ORDER BY id LIMIT 1`, o.ParentUSCC, o.Name)
	if err != nil {
		return "", fmt.Errorf("find a committee: %w", err)
	}
	defer rows.Close()
	name := ""
	if rows.Next() {
		err = rows.Scan(&name)
	}
	return name, err
}

// FileCommittee files an employer's committee with its county. Only one filing runs at a time, and none where a committee stands
// in the register.
func FileCommittee(ctx context.Context, e dispute.Env, a access.Actor, in FilingInput, key string) (matter.Result, error) {
	o, err := employerOf(ctx, e.DB, a)
	if err != nil {
		return matter.Result{}, err
	}
	if err := in.check(o, e.DB.Today()); err != nil {
		return matter.Result{}, err
	}
	n := matter.New{QueryCode: ident.NewQueryCode(), Kind: KindFiling, State: FilingSent, Do: DoFile, Label: "报送企业调解委员会备案", Key: key, Rules: policy("二（三）3"), Fill: func(m *matter.Matter) {
		m.OrgID, m.County, m.Prefecture, m.Source, m.Demo = o.ID, o.County, o.Prefecture, "本单位", o.Demo // the county's officers check it
		m.Applicant, m.Subject, m.Title = o.Name, "企业调解委员会备案", "备案："+in.Name
	}}
	return matter.Create(ctx, e.DB, a, n, func(c *matter.Change) error {
		if name, err := CommitteeOf(ctx, c, o); err != nil {
			return err
		} else if name != "" {
			return fault.Block("", "本单位的调解委员会已经登记："+name+"。要变更的，请找县级人社部门")
		}
		if f, err := OpenFiling(ctx, c, o.ID); err != nil {
			return err
		} else if f != "" {
			return fault.Block("", "已经报了一份备案，正在核验，请在那一份里办")
		}
		if _, err := c.Exec(ctx, `INSERT INTO committee_filing (matter_id, org_id, name, word, director, director_from, workers, managers, set_on, address, phone) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
			c.Matter.ID, o.ID, in.Name, in.Word, in.Director, in.DirectorFrom, in.Workers, in.Managers, in.SetOn, in.Address, in.Phone); err != nil {
			return fmt.Errorf("file a committee: %w", err)
		}
		c.Say("报送备案："+in.Name, map[string]any{"members": len(people(in.Workers)) + len(people(in.Managers))})
		if err := c.StartClock(ctx, filingClock, law.Input{From: c.Occurred()}, ""); err != nil {
			return err
		}
		return dispute.TellSupervisors(ctx, e, c, "filing-in")
	})
}

// OpenFiling returns the filing of an employer that is not ended, or nothing.
func OpenFiling(ctx context.Context, q db.Querier, orgID string) (string, error) {
	rows, err := q.Query(ctx, `SELECT f.matter_id FROM committee_filing f JOIN matter m ON m.id=f.matter_id WHERE f.org_id=$1 AND m.open=$2 ORDER BY f.matter_id LIMIT 1`, orgID, true)
	if err != nil {
		return "", fmt.Errorf("find a filing: %w", err)
	}
	defer rows.Close()
	id := ""
	if rows.Next() {
		err = rows.Scan(&id)
	}
	return id, err
}

// FilingOf reads a filing. The caller has checked the scope of its matter.
func FilingOf(ctx context.Context, q db.Querier, matterID string) (Filing, error) {
	var f Filing
	err := q.QueryRow(ctx, `SELECT matter_id, org_id, name, word, director, director_from, workers, managers, set_on, address, phone, why, committee_id FROM committee_filing WHERE matter_id=$1`, matterID).
		Scan(&f.MatterID, &f.OrgID, &f.Name, &f.Word, &f.Director, &f.DirectorFrom, &f.Workers, &f.Managers, &f.SetOn, &f.Address, &f.Phone, &f.Why, &f.CommitteeID)
	if err != nil {
		return f, fault.Missing()
	}
	return f, nil
}

// AcceptFiling enters the committee in the register of organisations, where it can take cases.
func AcceptFiling(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = AcceptFile
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		f, err := FilingOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		o, err := org.Get(ctx, c, f.OrgID)
		if err != nil {
			return err
		}
		if name, err := CommitteeOf(ctx, c, o); err != nil {
			return err
		} else if name != "" {
			return fault.Block("", "这个单位的调解委员会已经登记："+name)
		}
		id, err := org.Create(ctx, c.Tx(), f.org(o))
		if err != nil {
			if x := fault.As(err); x != nil && x.Kind == fault.Invalid {
				return fault.Block("", "机构代字或者名称已经有别的组织在用，请退回，请单位换一个")
			}
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE committee_filing SET committee_id=$1, why='' WHERE matter_id=$2`, id, c.Matter.ID); err != nil {
			return fmt.Errorf("accept a filing: %w", err)
		}
		c.Matter.Outcome = "filed"
		c.Say("备案，登记为调解组织："+f.Name, map[string]any{"org": id})
		return negotiation.TellOrg(ctx, e, c, f.OrgID, access.EmployerHR, "filing-done", nil)
	})
}

// ReturnFiling sends a filing back with what is to be put right.
func ReturnFiling(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, why string) (matter.Result, error) {
	if why = strings.TrimSpace(why); why == "" {
		return matter.Result{}, fault.BadField("why", "请一次写明要补正什么")
	}
	cmd.Do = ReturnFile
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if _, err := c.Exec(ctx, `UPDATE committee_filing SET why=$1 WHERE matter_id=$2`, ident.MaskText(why), c.Matter.ID); err != nil {
			return fmt.Errorf("return a filing: %w", err)
		}
		c.Say("退回补正："+ident.MaskText(why), nil)
		return negotiation.TellOrg(ctx, e, c, c.Matter.OrgID, access.EmployerHR, "filing-back", nil)
	})
}

// FileAgain sends a filing again after it was put right.
func FileAgain(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in FilingInput) (matter.Result, error) {
	cmd.Do = SendAgain
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		o, err := org.Get(ctx, c, c.Matter.OrgID)
		if err != nil {
			return err
		}
		if err := in.check(o, c.Today()); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE committee_filing SET name=$1, word=$2, director=$3, director_from=$4, workers=$5, managers=$6, set_on=$7, address=$8, phone=$9 WHERE matter_id=$10`,
			in.Name, in.Word, in.Director, in.DirectorFrom, in.Workers, in.Managers, in.SetOn, in.Address, in.Phone, c.Matter.ID); err != nil {
			return fmt.Errorf("file again: %w", err)
		}
		c.Matter.Title = "备案：" + in.Name
		c.Say("", map[string]any{"members": len(people(in.Workers)) + len(people(in.Managers))})
		return dispute.TellSupervisors(ctx, e, c, "filing-in")
	})
}

// WithdrawFiling takes a filing back.
func WithdrawFiling(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, why string) (matter.Result, error) {
	if why = strings.TrimSpace(why); why == "" {
		return matter.Result{}, fault.BadField("why", "请写明为什么撤回")
	}
	cmd.Do = EndFile
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "withdrawn"
		c.Say("撤回备案："+ident.MaskText(why), nil)
		return nil
	})
}
