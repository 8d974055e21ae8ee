package prevention

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/negotiation"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
)

// Grades of a letter, each stronger than the one before.
const (
	Tip        = "tip"        // 提示函
	Opinion    = "opinion"    // 意见书
	Suggestion = "suggestion" // 建议书, to the authority

	ArbAdvice   = "arb-advice"   // 仲裁建议书, of an arbitration commission
	CourtAdvice = "court-advice" // 司法建议书, of a court
)

// Grades lists them with the form that each is issued on.
var Grades = []struct{ Code, Label, Form, When string }{
	{Tip, "提示函", "D-UNION-TIP", "一般的、苗头性的问题，提醒单位"},
	{Opinion, "意见书", "D-UNION-OP", "要求单位改正，并书面回复"},
	{Suggestion, "建议书", "D-UNION-SUG", "单位不改的，送人社部门或者劳动监察机构处理"},
	{ArbAdvice, "仲裁建议书", "D-ARB-ADVICE", "办案中发现用工管理有漏洞，建议单位改"},
	{CourtAdvice, "司法建议书", "D-COURT-ADVICE", "审理中发现用工管理有漏洞，建议单位改"},
}

// Senders are the bodies that write to employers: who may, which letters each begins with, and of which kind those are.
var Senders = []struct {
	Role         access.Role
	Kind, Source string
	Grades       []string
}{
	{access.UnionOfficer, KindLetter, "工会监督", []string{Tip, Opinion}},
	{access.ArbitrationOfficer, KindAdvice, "仲裁建议", []string{ArbAdvice}},
	{access.CourtOfficer, KindAdvice, "司法建议", []string{CourtAdvice}},
}

// senderOf returns the place in Senders of who writes a letter of the grade; what is none of the others' is a union's.
func senderOf(grade string) int {
	for i, s := range Senders {
		if slices.Contains(s.Grades, grade) {
			return i
		}
	}
	return 0
}

// MayBegin lists the grades that the actor may begin with, in order.
func MayBegin(a access.Actor) []string {
	var list []string
	for _, s := range Senders {
		if a.IsStaff() && a.OrgID != "" && a.Has(s.Role) {
			list = append(list, s.Grades...)
		}
	}
	return list
}

// GradeLabel returns the label of a grade.
func GradeLabel(code string) string {
	for _, g := range Grades {
		if g.Code == code {
			return g.Label
		}
	}
	return code
}

func formOf(grade string) string {
	for _, g := range Grades {
		if g.Code == grade {
			return g.Form
		}
	}
	return ""
}

// ReplyKinds are what may be answered: by an employer the first three, by an authority the last two.
var ReplyKinds = []struct {
	Code, Label string
	Authority   bool
}{{"done", "已经改正", false}, {"plan", "正在整改，写明哪天改好", false}, {"disagree", "不同意，说明理由", false}, {"filed", "已立案、已处理", true}, {"not-filed", "不予立案，说明理由", true}}

// ReplyLabel returns the label of a kind of answer.
func ReplyLabel(code string) string {
	for _, k := range ReplyKinds {
		if k.Code == code {
			return k.Label
		}
	}
	return ""
}

// longestReply is how far ahead a letter may set the day to answer, in days: a setting of ours.
const longestReply = 60

// LetterInput is a letter as entered. USCC finds the employer's account here; without one the union registers the answer.
type LetterInput struct {
	Grade, Employer, USCC                       string
	ReceiverOrg, Receiver                       string // of a suggestion: the authority, on the platform or by name
	Problem, Basis, Ask, Contact, Investigators string
	Workers, Migrants                           int64
	ReplyBy                                     civil.Date
	Copied                                      bool
	prior                                       string
}

func (in LetterInput) check(today civil.Date) error {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	empty := func(s string) bool { return strings.TrimSpace(s) == "" }
	add(formOf(in.Grade) == "", "grade", "请选择发哪一种")
	add(in.Grade == Suggestion && in.prior == "", "grade", "建议书在单位收到意见书不改以后发，请从那份意见书里办")
	add(in.Grade == Suggestion && in.ReceiverOrg == "" && empty(in.Receiver), "receiver", "请选择或者写明送哪个部门")
	add(empty(in.Employer), "employer", "请填写单位全称")
	add(in.USCC != "" && !ident.ValidUSCC(in.USCC), "uscc", "统一社会信用代码应是 18 位，不知道可以不填")
	add(empty(in.Problem), "problem", "请写明发现什么问题，例如：10 月份有 12 名职工没有发工资")
	add(empty(in.Basis), "basis", "请写明依据哪一条，例如：劳动合同法第三十条")
	add(empty(in.Ask), "ask", "请写明要求怎么改")
	add(!in.ReplyBy.After(today) || today.DaysUntil(in.ReplyBy) > longestReply, "reply_by", fmt.Sprintf("请填写哪天以前回复：明天到 %d 天以内", longestReply))
	add(in.Workers < 0 || in.Workers > 100000, "workers", "请填写涉及多少名职工")
	add(in.Migrants < 0 || in.Migrants > in.Workers, "migrants", "其中的农民工不能多于涉及的职工")
	return fault.Bad(bad...)
}

// Letter is a letter as read. Recovered is fen.
type Letter struct {
	MatterID, Grade, Employer, EmployerOrg, Receiver, ReceiverOrg string
	Problem, Basis, Ask, Contact, Investigators                   string
	Workers, Migrants                                             int64
	ReplyBy                                                       civil.Date
	Copied                                                        bool
	PriorID, NextID, DocumentID                                   string
	Reply, ReplyKind                                              string
	RepliedOn                                                     civil.Date
	Late                                                          bool
	MendBy                                                        civil.Date
	Verdict                                                       string
	Recovered                                                     money.Fen
}

const letterColumns = `l.matter_id, l.grade, l.employer, l.employer_org, l.receiver, l.receiver_org, l.problem, l.basis, l.ask, l.contact, l.investigators, l.workers, l.migrants, l.reply_by, l.copied,
	l.prior_id, l.next_id, l.document_id, l.reply, l.reply_kind, l.replied_on, l.late, l.mend_by, l.verdict, l.recovered_fen`

func scanLetter(r matter.Scanner, more ...any) (Letter, error) {
	var l Letter
	err := r.Scan(append([]any{&l.MatterID, &l.Grade, &l.Employer, &l.EmployerOrg, &l.Receiver, &l.ReceiverOrg, &l.Problem, &l.Basis, &l.Ask, &l.Contact, &l.Investigators, &l.Workers, &l.Migrants, &l.ReplyBy, &l.Copied,
		&l.PriorID, &l.NextID, &l.DocumentID, &l.Reply, &l.ReplyKind, &l.RepliedOn, &l.Late, &l.MendBy, &l.Verdict, &l.Recovered}, more...)...)
	return l, err
}

// LetterOf reads a letter. The caller has checked the scope of its matter.
func LetterOf(ctx context.Context, q db.Querier, matterID string) (Letter, error) {
	l, err := scanLetter(q.QueryRow(ctx, `SELECT `+letterColumns+` FROM union_letter l WHERE l.matter_id=$1`, matterID))
	if err != nil {
		return l, fault.Missing()
	}
	return l, nil
}

// IssueLetter issues a letter in the name of the officer's union, arbitration commission or court.
func IssueLetter(ctx context.Context, e dispute.Env, a access.Actor, in LetterInput, key string) (matter.Result, error) {
	s := Senders[senderOf(in.Grade)]
	if !a.IsStaff() || !a.Has(s.Role) || a.OrgID == "" {
		return matter.Result{}, fault.Deny("工会发提示函、意见书，仲裁委发仲裁建议书，法院发司法建议书；您不能发这一种")
	}
	o, err := org.Get(ctx, e.DB, a.OrgID)
	if err != nil {
		return matter.Result{}, err
	}
	if err := in.check(e.DB.Today()); err != nil {
		return matter.Result{}, err
	}
	n := newLetter(in, o)
	n.QueryCode, n.Key = ident.NewQueryCode(), key
	return matter.Create(ctx, e.DB, a, n, func(c *matter.Change) error { return beginLetter(ctx, e, c, o, in) })
}

func unionOf(ctx context.Context, q db.Querier, a access.Actor) (org.Org, error) {
	if !a.IsStaff() || !a.Has(access.UnionOfficer) || a.OrgID == "" {
		return org.Org{}, fault.Deny("只有工会工作人员可以办")
	}
	return org.Get(ctx, q, a.OrgID)
}

func newLetter(in LetterInput, o org.Org) matter.New {
	s := Senders[senderOf(in.Grade)]
	return matter.New{Kind: s.Kind, State: Issued, Do: DoLetter, Label: "发出" + GradeLabel(in.Grade), Rules: policy("二（一）1"), Fill: func(m *matter.Matter) {
		// No division: it is between who wrote it and who answers; no officer supervises it.
		m.Province, m.OrgID, m.Source, m.Demo = "", o.ID, s.Source, o.Demo
		m.Applicant, m.Respondent, m.Subject = o.Name, strings.TrimSpace(in.Employer), GradeLabel(in.Grade)
		m.Title = GradeLabel(in.Grade) + "：" + strings.TrimSpace(in.Employer)
		m.People = max(1, in.Workers)
	}}
}

// employerOrg finds the employer's organisation by its code, and by its exact name where no code was given.
func employerOrg(ctx context.Context, q db.Querier, in LetterInput) (string, error) {
	cond, arg := `name=$1`, strings.TrimSpace(in.Employer)
	if in.USCC != "" {
		cond, arg = `parent_uscc=$1`, ident.NormalizeCode(in.USCC)
	}
	rows, err := q.Query(ctx, `SELECT id FROM org WHERE kind='employer' AND status='active' AND `+cond+` ORDER BY id LIMIT 1`, arg)
	if err != nil {
		return "", fmt.Errorf("find the employer: %w", err)
	}
	defer rows.Close()
	id := ""
	if rows.Next() {
		err = rows.Scan(&id)
	}
	return id, err
}

func beginLetter(ctx context.Context, e dispute.Env, c *matter.Change, o org.Org, in LetterInput) error {
	firm, err := employerOrg(ctx, c, in)
	if err != nil {
		return err
	}
	l := Letter{MatterID: c.Matter.ID, Grade: in.Grade, Employer: strings.TrimSpace(in.Employer), EmployerOrg: firm, Receiver: strings.TrimSpace(in.Employer), ReceiverOrg: firm,
		Problem: ident.MaskText(in.Problem), Basis: in.Basis, Ask: ident.MaskText(in.Ask), Contact: in.Contact, Investigators: in.Investigators, Workers: in.Workers, Migrants: in.Migrants, ReplyBy: in.ReplyBy, Copied: in.Copied, PriorID: in.prior}
	as, role := procedure.Respondent, access.EmployerHR
	if in.Grade == Suggestion {
		l.Receiver, l.ReceiverOrg, as, role = strings.TrimSpace(in.Receiver), in.ReceiverOrg, procedure.Receiver, access.Inspector
		if in.ReceiverOrg != "" {
			to, err := org.Get(ctx, c, in.ReceiverOrg)
			if err != nil || to.Kind != "inspection" || to.Status != "active" {
				return fault.BadField("receiver", "请选择劳动监察机构，平台上没有的请写名称")
			}
			l.Receiver = to.Name
		}
	}
	if _, err := c.Exec(ctx, `INSERT INTO union_letter (matter_id, grade, employer, employer_org, receiver, receiver_org, problem, basis, ask, contact, investigators, workers, migrants, reply_by, copied, prior_id)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)`, l.MatterID, l.Grade, l.Employer, l.EmployerOrg, l.Receiver, l.ReceiverOrg, l.Problem, l.Basis, l.Ask, l.Contact, l.Investigators, l.Workers, l.Migrants, l.ReplyBy, l.Copied, l.PriorID); err != nil {
		return fmt.Errorf("issue a letter: %w", err)
	}
	prior := ""
	if in.prior != "" {
		before, err := LetterOf(ctx, c, in.prior)
		if err != nil {
			return err
		}
		d, err := document.ByID(ctx, c, before.DocumentID)
		if err != nil {
			return err
		}
		prior = d.Title + "（" + d.Number + "）"
	}
	p := Paper{Form: formOf(l.Grade), To: l.Receiver, Employer: l.Employer, Problem: l.Problem, Basis: l.Basis, Ask: l.Ask, Contact: l.Contact, Investigators: l.Investigators, ReplyBy: l.ReplyBy, Prior: prior}
	id, number, err := issue(ctx, e, c, o, p)
	if err != nil {
		return err
	}
	c.Matter.Number = number
	if _, err := c.Exec(ctx, `UPDATE union_letter SET document_id=$1 WHERE matter_id=$2`, id, c.Matter.ID); err != nil {
		return fmt.Errorf("issue a letter: %w", err)
	}
	k := letterClock
	k.Bound = as
	if err := c.StartClock(ctx, k, law.Input{From: c.Occurred(), Agreed: l.ReplyBy}, ""); err != nil {
		return err
	}
	c.Say("发出"+GradeLabel(l.Grade)+"，"+number+"，请在"+l.ReplyBy.Chinese()+"以前回复", map[string]any{"grade": l.Grade, "reply_by": l.ReplyBy, "document": id})
	if l.ReceiverOrg == "" {
		return nil
	}
	if err := c.Grant(ctx, l.ReceiverOrg, as); err != nil {
		return err
	}
	return negotiation.TellOrg(ctx, e, c, l.ReceiverOrg, role, "union-letter", map[string]string{"org": o.Name, "what": GradeLabel(l.Grade), "due": l.ReplyBy.Chinese()})
}

// ReplyInput is an answer to a letter. By is the day until which the employer promises to have mended; only a plan has one.
type ReplyInput struct {
	Kind, Words string
	By          civil.Date
}

// ReplyTo answers a letter: who received it, or the union for one without an account, on the day the answer came.
func ReplyTo(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in ReplyInput) (matter.Result, error) {
	cmd.Do = Reply
	if MayBegin(a) != nil {
		cmd.Do = NoteReply
	}
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		l, err := LetterOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		var bad []fault.Field
		ok := slices.ContainsFunc(ReplyKinds, func(k struct {
			Code, Label string
			Authority   bool
		}) bool {
			return k.Code == in.Kind && k.Authority == (l.Grade == Suggestion)
		})
		if !ok {
			bad = append(bad, fault.Field{Name: "kind", Message: "请选择怎么回复"})
		}
		if strings.TrimSpace(in.Words) == "" {
			bad = append(bad, fault.Field{Name: "words", Message: "请写明怎么改的、改到什么程度；不同意的写明理由"})
		}
		if in.Kind == "plan" && !in.By.After(c.Today()) {
			bad = append(bad, fault.Field{Name: "by", Message: "请填写哪天改好，要晚于今天"})
		}
		if err := fault.Bad(bad...); err != nil {
			return err
		}
		o, err := org.Get(ctx, c, c.Matter.OrgID)
		if err != nil {
			return err
		}
		words := ident.MaskText(in.Words)
		d, err := document.ByID(ctx, c, l.DocumentID)
		if err != nil {
			return err
		}
		p := Paper{Form: "D-RECTIFY", To: o.Name, Employer: l.Receiver, Reply: ReplyLabel(in.Kind), Words: words, Until: in.By, Prior: d.Title + "（" + d.Number + "）"}
		if _, _, err := issue(ctx, e, c, o, p); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE union_letter SET reply=$1, reply_kind=$2, replied_on=$3, mend_by=$4 WHERE matter_id=$5`, words, in.Kind, c.Occurred(), in.By, c.Matter.ID); err != nil {
			return fmt.Errorf("answer a letter: %w", err)
		}
		c.Say(c.Step.Past+"："+ReplyLabel(in.Kind), map[string]any{"kind": in.Kind})
		return tellSender(ctx, e, c, "union-letter-reply", l.Receiver)
	})
}

// AcceptReply says that it was put right, and how much money came to the workers by it. recovered is fen.
func AcceptReply(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, verdict string, recovered money.Fen) (matter.Result, error) {
	if strings.TrimSpace(verdict) == "" {
		return matter.Result{}, fault.BadField("verdict", "请写明怎么核查的，例如：看了工资发放表，问了三名职工")
	}
	if recovered < 0 {
		return matter.Result{}, fault.BadField("recovered", "请填写职工拿到多少钱，没有就填 0")
	}
	cmd.Do = Accept
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "mended"
		if _, err := c.Exec(ctx, `UPDATE union_letter SET verdict=$1, recovered_fen=$2 WHERE matter_id=$3`, ident.MaskText(verdict), int64(recovered), c.Matter.ID); err != nil {
			return fmt.Errorf("accept an answer: %w", err)
		}
		c.Say("", map[string]any{"recovered": recovered})
		return tellReceiver(ctx, e, c, "union-letter-done", nil)
	})
}

// AgreeMending gives the employer until a day to put it right.
func AgreeMending(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, by civil.Date) (matter.Result, error) {
	cmd.Do = AskMend
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if !by.After(c.Today()) || c.Today().DaysUntil(by) > longestReply {
			return fault.BadField("by", fmt.Sprintf("请填写整改完成日期：明天到 %d 天以内", longestReply))
		}
		l, err := LetterOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE union_letter SET mend_by=$1 WHERE matter_id=$2`, by, c.Matter.ID); err != nil {
			return fmt.Errorf("agree to mending: %w", err)
		}
		as := procedure.Respondent
		if l.Grade == Suggestion {
			as = procedure.Receiver
		}
		c.Step.Clock = slices.DeleteFunc(slices.Clone(c.Step.Clock), func(k procedure.ClockChange) bool { return k.Rule == RuleMend })
		if err := c.StartClock(ctx, start(RuleMend, as, "整改并报告结果"), law.Input{From: c.Occurred(), Agreed: by}, ""); err != nil {
			return err
		}
		c.Say("同意整改，"+by.Chinese()+"以前报告结果", map[string]any{"by": by})
		return tellReceiver(ctx, e, c, "union-letter", map[string]string{"what": GradeLabel(l.Grade) + "：整改", "due": by.Chinese()})
	})
}

func tellReceiver(ctx context.Context, e dispute.Env, c *matter.Change, template string, more map[string]string) error {
	l, err := LetterOf(ctx, c, c.Matter.ID)
	if err != nil || l.ReceiverOrg == "" {
		return err
	}
	role := access.EmployerHR
	if l.Grade == Suggestion {
		role = access.Inspector
	}
	params := map[string]string{"org": c.Matter.Applicant}
	maps.Copy(params, more)
	return negotiation.TellOrg(ctx, e, c, l.ReceiverOrg, role, template, params)
}

// tellSender tells the body that wrote the letter; who is the employer or authority that it is about.
func tellSender(ctx context.Context, e dispute.Env, c *matter.Change, template, who string) error {
	l, err := LetterOf(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	return negotiation.TellOrg(ctx, e, c, c.Matter.OrgID, Senders[senderOf(l.Grade)].Role, template, map[string]string{"org": who})
}

// Raise issues the next stronger letter for what was not put right: an opinion after a tip, a suggestion to the authority
// after an opinion. The new letter's matter stands in the same dispute row and names the one before.
func Raise(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in LetterInput) (matter.Result, error) {
	cmd.Do = RaiseIt
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		l, err := LetterOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		o, err := unionOf(ctx, c, a)
		if err != nil {
			return err
		}
		in.prior, in.Employer, in.USCC, in.Workers, in.Migrants, in.Copied = l.MatterID, l.Employer, "", l.Workers, l.Migrants, l.Copied
		in.Grade = Opinion
		if l.Grade == Opinion {
			in.Grade = Suggestion
		}
		if err := in.check(c.Today()); err != nil {
			return err
		}
		res, err := c.Open(ctx, newLetter(in, o), func(n *matter.Change) error { return beginLetter(ctx, e, n, o, in) })
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE union_letter SET next_id=$1 WHERE matter_id=$2`, res.MatterID, c.Matter.ID); err != nil {
			return fmt.Errorf("raise a letter: %w", err)
		}
		c.Extra, c.Matter.Outcome = res.MatterID, "raised"
		c.Say("没有改正，另发"+GradeLabel(in.Grade), map[string]any{"next": res.MatterID})
		return nil
	})
}

// Recall takes a letter back or ends its following, with the reason.
func Recall(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, why string) (matter.Result, error) {
	if strings.TrimSpace(why) == "" {
		return matter.Result{}, fault.BadField("why", "请写明为什么撤回、不再跟踪")
	}
	cmd.Do = RecallIt
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "withdrawn"
		c.Say("撤回，不再跟踪："+ident.MaskText(why), nil)
		if _, err := c.Exec(ctx, `UPDATE union_letter SET verdict=$1 WHERE matter_id=$2`, ident.MaskText(why), c.Matter.ID); err != nil {
			return fmt.Errorf("recall a letter: %w", err)
		}
		return tellReceiver(ctx, e, c, "union-letter-done", nil)
	})
}

// Lapses names, for each rule, what follows when its limit has run out; package watch calls it.
func Lapses() map[law.ID]func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	lapse := func(do procedure.Action, then func(ctx context.Context, e dispute.Env, c *matter.Change) error) func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
		return func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
			return matter.Do(ctx, e.DB, access.Job("计时"), matter.Command{MatterID: k.MatterID, Do: do}, func(c *matter.Change) error {
				if err := c.LapseClock(ctx, k.ID, k.Due); err != nil {
					return err
				}
				return then(ctx, e, c)
			})
		}
	}
	late := lapse(LapseReply, func(ctx context.Context, e dispute.Env, c *matter.Change) error {
		if _, err := c.Exec(ctx, `UPDATE union_letter SET late=$1 WHERE matter_id=$2`, true, c.Matter.ID); err != nil {
			return fmt.Errorf("late: %w", err)
		}
		if err := tellReceiver(ctx, e, c, "union-letter-late", nil); err != nil {
			return err
		}
		return tellSender(ctx, e, c, "union-letter-none", c.Matter.Respondent)
	})
	watch := lapse(WatchCheck, func(ctx context.Context, e dispute.Env, c *matter.Change) error {
		return negotiation.TellOrg(ctx, e, c, c.Matter.OrgID, access.EmployerHR, "check-open", nil)
	})
	return map[law.ID]func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error){RuleReply: late, RuleMend: late, RuleFix: watch, RuleWatch: watch,
		RulePledge: lapse(LapsePledge, func(ctx context.Context, e dispute.Env, c *matter.Change) error {
			c.Matter.Outcome = "expired"
			return negotiation.TellOrg(ctx, e, c, c.Matter.OrgID, access.EmployerHR, "pledge-over", nil)
		})}
}
