package dispute

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
)

// checkTyped stops text that states a sealed amount, since it would go out on a paper.
func checkTyped(ctx context.Context, e Env, c *matter.Change, texts ...string) error {
	return sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, texts...)
}

// set changes one column of the row beside the shared one. The column is a constant of this package, never typed.
func set(ctx context.Context, c *matter.Change, column string, v any) error {
	if _, err := c.Exec(ctx, `UPDATE mediation SET `+column+`=$1 WHERE matter_id=$2`, v, c.Matter.ID); err != nil {
		return fmt.Errorf("save %s: %w", column, err)
	}
	return nil
}

// RequestSupplement tells the applicant once and completely what is missing (一次性告知补正). The limits of registering and
// deciding stop and run anew from the day on which everything is there.
func RequestSupplement(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, items string) (matter.Result, error) {
	if strings.TrimSpace(items) == "" {
		return matter.Result{}, fault.BadField("items", "请一次写全要补正什么，一行一项，例如：对方单位的全称")
	}
	cmd.Do = AskSupplement
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := set(ctx, c, "supplement", strings.TrimSpace(items)); err != nil {
			return err
		}
		until, err := dueOf(c, ruleFix)
		if err != nil {
			return err
		}
		c.Say("一次性告知补正，"+until.Chinese()+"以前补齐", map[string]any{"until": until})
		if err := issue(ctx, e, c, org, "D-MED-FIX", map[string]string{"items": items, "until": until.String()}); err != nil {
			return err
		}
		return tellSide(ctx, e, c, procedure.Applicant, "supplement", map[string]string{"due": until.Chinese()})
	})
}

// CompleteSupplement records that everything is there (补正); files come with it. The day counts as the day of receipt for
// the limit of deciding, while the matter keeps the day on which it was first received.
func CompleteSupplement(ctx context.Context, e Env, a access.Actor, cmd matter.Command, files []FileInput, note string) (matter.Result, error) {
	cmd.Do = Supplement
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if c.Actor.IsParty() && len(files) == 0 && strings.TrimSpace(note) == "" {
			return fault.BadField("note", "请上传材料，或者写一写补正的内容")
		}
		party := c.Actor.PartyID
		for _, f := range files {
			if err := addFile(ctx, c, party, f); err != nil {
				return err
			}
		}
		if err := checkTyped(ctx, e, c, note); err != nil {
			return err
		}
		if err := set(ctx, c, "supplement", ""); err != nil {
			return err
		}
		text := fmt.Sprintf("补正材料，%d 份", len(files))
		if n := strings.TrimSpace(note); n != "" {
			text += "：" + ident.MaskText(n)
		}
		c.Say(text, map[string]any{"files": len(files)})
		return tellOffice(ctx, e, c, "supplemented", nil)
	})
}

// Choice is whom a side chose as mediator.
type Choice struct{ Side, MediatorID, MediatorName string }

// Choices returns whom the sides chose.
func Choices(ctx context.Context, q db.Querier, matterID string) ([]Choice, error) {
	rows, err := q.Query(ctx, `SELECT side, mediator_id, mediator_name FROM mediator_choice WHERE matter_id=$1 ORDER BY side`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read choices: %w", err)
	}
	defer rows.Close()
	var list []Choice
	for rows.Next() {
		var c Choice
		if err := rows.Scan(&c.Side, &c.MediatorID, &c.MediatorName); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// Mediators returns who may be chosen or appointed in an organisation.
func Mediators(ctx context.Context, q db.Querier, orgID string) ([]Choice, error) {
	rows, err := q.Query(ctx, `SELECT id, name FROM staff WHERE org_id=$1 AND deactivated_at=0 AND (' ' || roles || ' ') LIKE '% mediator %' ORDER BY id`, orgID)
	if err != nil {
		return nil, fmt.Errorf("list mediators: %w", err)
	}
	defer rows.Close()
	var list []Choice
	for rows.Next() {
		var c Choice
		if err := rows.Scan(&c.MediatorID, &c.MediatorName); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

func mediatorOf(ctx context.Context, q db.Querier, orgID, id string) (Choice, error) {
	list, err := Mediators(ctx, q, orgID)
	if err != nil {
		return Choice{}, err
	}
	for _, m := range list {
		if m.MediatorID == id {
			return m, nil
		}
	}
	return Choice{}, fault.BadField("mediator", "请从本组织的调解员里选择")
}

// Choose records a side's choice of mediator (选择调解员). When both sides chose the same one that person takes the case, and
// declares conflicts as after every appointment; otherwise the organisation appoints (人民调解法第十九条).
func Choose(ctx context.Context, e Env, a access.Actor, cmd matter.Command, side procedure.Who, mediatorID string) (matter.Result, error) {
	cmd.Do = ChooseMediator
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if c.Actor.IsParty() {
			side = procedure.Respondent
			if c.Is(procedure.Applicant) {
				side = procedure.Applicant
			}
		}
		if side != procedure.Applicant && side != procedure.Respondent {
			return fault.BadField("side", "请选择是哪一方选的")
		}
		m, err := mediatorOf(ctx, c, c.Matter.OrgID, mediatorID)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `INSERT INTO mediator_choice (id, matter_id, side, mediator_id, mediator_name, chosen_at) VALUES ($1,$2,$3,$4,$5,$6)
			ON CONFLICT (matter_id, side) DO UPDATE SET mediator_id=excluded.mediator_id, mediator_name=excluded.mediator_name, chosen_at=excluded.chosen_at`,
			db.NewID(), c.Matter.ID, string(side), m.MediatorID, m.MediatorName, c.Now()); err != nil {
			return fmt.Errorf("choose: %w", err)
		}
		c.Say(side.Label()+"选择调解员"+m.MediatorName, map[string]any{"side": side, "mediator": m.MediatorID})
		list, err := Choices(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if len(list) < 2 || list[0].MediatorID != list[1].MediatorID || c.Matter.Holder == m.MediatorID {
			return tellOffice(ctx, e, c, "mediator-chosen", map[string]string{"mediator": m.MediatorName})
		}
		setHolder(c.Matter, m.MediatorID, m.MediatorName)
		if err := resetDisclosure(ctx, c); err != nil {
			return err
		}
		c.Say("双方共同选定调解员"+m.MediatorName, map[string]any{"mediator": m.MediatorID})
		return tellBoth(ctx, e, c, "mediator", map[string]string{"mediator": m.MediatorName})
	})
}

func resetDisclosure(ctx context.Context, c *matter.Change) error {
	if _, err := c.Exec(ctx, `UPDATE mediation SET disclosed_at=0, disclosure='' WHERE matter_id=$1`, c.Matter.ID); err != nil {
		return fmt.Errorf("reset the disclosure: %w", err)
	}
	return nil
}

// AnswerRecusalRequest refuses a request for another mediator, with the reason; to grant it another one is appointed.
func AnswerRecusalRequest(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, reason string) (matter.Result, error) {
	if strings.TrimSpace(reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写明不更换的理由，当事人会看到")
	}
	cmd.Do = AnswerRecusal
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if c.Matter.Holder == a.ID {
			return fault.Deny("要由被申请更换的调解员以外的人答复")
		}
		untag(c.Matter, "recusal")
		c.Say("不更换调解员："+reason, map[string]any{"reason": reason})
		if err := issue(ctx, e, c, org, "D-RECUSE-DEC", map[string]string{"result": "no", "reason": reason}); err != nil {
			return err
		}
		return tellBoth(ctx, e, c, "recusal-refused", nil)
	})
}

// CoMediator is a mediator beside the one who conducts the case.
type CoMediator struct {
	ID, UserID, Name, Disclosure string
	Disclosed                    bool
}

// CoMediators returns the mediators beside the one who conducts the case.
func CoMediators(ctx context.Context, q db.Querier, matterID string) ([]CoMediator, error) {
	rows, err := q.Query(ctx, `SELECT id, user_id, name, disclosure, disclosed_at FROM co_mediator WHERE matter_id=$1 AND left_at=0 ORDER BY joined_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read mediators: %w", err)
	}
	defer rows.Close()
	var list []CoMediator
	for rows.Next() {
		var m CoMediator
		var at int64
		if err := rows.Scan(&m.ID, &m.UserID, &m.Name, &m.Disclosure, &at); err != nil {
			return nil, err
		}
		m.Disclosed = at > 0
		list = append(list, m)
	}
	return list, rows.Err()
}

// JoinMediator adds a mediator to the one who conducts the case (两名以上调解员，由一名主持). The newcomer declares conflicts
// before the mediation goes on.
func JoinMediator(ctx context.Context, e Env, a access.Actor, cmd matter.Command, mediatorID string) (matter.Result, error) {
	cmd.Do = AddMediator
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		m, err := mediatorOf(ctx, c, c.Matter.OrgID, mediatorID)
		if err != nil {
			return err
		}
		list, err := CoMediators(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if c.Matter.Holder == "" {
			return fault.Block("REC-08", "先指定主持的调解员")
		}
		if m.MediatorID == c.Matter.Holder || slices.ContainsFunc(list, func(x CoMediator) bool { return x.UserID == m.MediatorID }) {
			return fault.BadField("mediator", m.MediatorName+"已经在办这件")
		}
		if _, err := c.Exec(ctx, `INSERT INTO co_mediator (id, matter_id, user_id, name, joined_at) VALUES ($1,$2,$3,$4,$5)`, db.NewID(), c.Matter.ID, m.MediatorID, m.MediatorName, c.Now()); err != nil {
			return fmt.Errorf("join: %w", err)
		}
		if err := c.Grant(ctx, m.MediatorID, procedure.Handler); err != nil {
			return err
		}
		c.Say("增加调解员"+m.MediatorName+"，由"+c.Matter.HolderName+"主持", map[string]any{"mediator": m.MediatorID})
		return tellBoth(ctx, e, c, "mediator", map[string]string{"mediator": c.Matter.HolderName + "、" + m.MediatorName})
	})
}

// LeaveMediator takes an additional mediator off the case.
func LeaveMediator(ctx context.Context, e Env, a access.Actor, cmd matter.Command, id string) (matter.Result, error) {
	cmd.Do = EndMediator
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		list, err := CoMediators(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, m := range list {
			if m.ID != id {
				continue
			}
			if c.Matter.State != Accepted {
				if err := composed(ctx, c, 1); err != nil {
					return err
				}
			}
			if _, err := c.Exec(ctx, `UPDATE co_mediator SET left_at=$1 WHERE id=$2`, c.Now(), id); err != nil {
				return fmt.Errorf("leave: %w", err)
			}
			c.Say("调解员"+m.Name+"退出", map[string]any{"mediator": m.UserID})
			return c.EndGrant(ctx, m.UserID, procedure.Handler)
		}
		return fault.Missing()
	})
}

// Interpreter is an interpreter (翻译) of a case.
type Interpreter struct{ ID, Name, Language, Qualification, Disclosure string }

// Interpreters returns the interpreters of a case.
func Interpreters(ctx context.Context, q db.Querier, matterID string) ([]Interpreter, error) {
	rows, err := q.Query(ctx, `SELECT id, name, language, qualification, disclosure FROM interpreter WHERE matter_id=$1 AND left_at=0 ORDER BY joined_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read interpreters: %w", err)
	}
	defer rows.Close()
	var list []Interpreter
	for rows.Next() {
		var i Interpreter
		if err := rows.Scan(&i.ID, &i.Name, &i.Language, &i.Qualification, &i.Disclosure); err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	return list, rows.Err()
}

// AddInterpreter brings an interpreter in (安排翻译), who declares conflicts as a mediator does; one with a relation needs both
// sides' knowing consent.
func AddInterpreter(ctx context.Context, e Env, a access.Actor, cmd matter.Command, in Interpreter, bothConsent bool) (matter.Result, error) {
	var bad []fault.Field
	if strings.TrimSpace(in.Name) == "" {
		bad = append(bad, fault.Field{Name: "name", Message: "请填写翻译人员的姓名"})
	}
	if TagLabel(in.Language) == in.Language {
		bad = append(bad, fault.Field{Name: "language", Message: "请选择语言"})
	}
	if ReasonLabel(Disclosures, in.Disclosure) == "" {
		bad = append(bad, fault.Field{Name: "disclosure", Message: "请选择一项声明"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	if in.Disclosure != "none" && !bothConsent {
		return matter.Result{}, fault.Block("ID-08", "翻译与一方有利害关系的，要双方都知情并同意才能继续；否则请换一名翻译")
	}
	cmd.Do = Interpret
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if _, err := c.Exec(ctx, `INSERT INTO interpreter (id, matter_id, name, language, qualification, disclosure, joined_at) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
			db.NewID(), c.Matter.ID, strings.TrimSpace(in.Name), in.Language, in.Qualification, in.Disclosure, c.Now()); err != nil {
			return fmt.Errorf("add an interpreter: %w", err)
		}
		tag(c.Matter, "interpreter")
		c.Say("安排"+TagLabel(in.Language)+"翻译："+in.Name, map[string]any{"language": in.Language, "disclosure": in.Disclosure, "consent": bothConsent})
		return tellBoth(ctx, e, c, "interpreter", nil)
	})
}

// RecuseInterpreter is a party's request for another interpreter (翻译回避).
func RecuseInterpreter(ctx context.Context, e Env, a access.Actor, cmd matter.Command, reason string) (matter.Result, error) {
	if strings.TrimSpace(reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写一写为什么想换，例如：翻译是对方单位的职工")
	}
	cmd.Do = RecuseInterpret
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		tag(c.Matter, "recusal")
		c.Say("申请更换翻译", map[string]any{"reason": reason})
		return tellOffice(ctx, e, c, "recusal-interpreter", nil)
	})
}

// EndInterpreter takes an interpreter off the case, with the reason.
func EndInterpreter(ctx context.Context, e Env, a access.Actor, cmd matter.Command, id, why string) (matter.Result, error) {
	if strings.TrimSpace(why) == "" {
		return matter.Result{}, fault.BadField("reason", "请写明为什么更换，例如：当事人申请回避")
	}
	cmd.Do = EndInterpret
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		list, err := Interpreters(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, i := range list {
			if i.ID != id {
				continue
			}
			if _, err := c.Exec(ctx, `UPDATE interpreter SET left_at=$1, left_why=$2 WHERE id=$3`, c.Now(), why, id); err != nil {
				return fmt.Errorf("end an interpreter: %w", err)
			}
			untag(c.Matter, "recusal")
			if len(list) == 1 {
				untag(c.Matter, "interpreter")
			}
			c.Say("翻译"+i.Name+"退出："+why, map[string]any{"interpreter": id})
			return nil
		}
		return fault.Missing()
	})
}

// ExpertView is an expert's opinion (专家咨询意见) that was asked for or given.
type ExpertView struct{ ID, Experts, Question, Opinion, AskedOn, GivenOn string }

// Opinions returns the opinions of a case, oldest first.
func Opinions(ctx context.Context, q db.Querier, matterID string) ([]ExpertView, error) {
	rows, err := q.Query(ctx, `SELECT id, experts, question, opinion, asked_on, given_on FROM expert_opinion WHERE matter_id=$1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read opinions: %w", err)
	}
	defer rows.Close()
	var list []ExpertView
	for rows.Next() {
		var o ExpertView
		if err := rows.Scan(&o.ID, &o.Experts, &o.Question, &o.Opinion, &o.AskedOn, &o.GivenOn); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

// RequestOpinion asks experts for an opinion (请专家出具意见). The question is procedural: it holds no offer.
func RequestOpinion(ctx context.Context, e Env, a access.Actor, cmd matter.Command, experts, question string) (matter.Result, error) {
	var bad []fault.Field
	if strings.TrimSpace(experts) == "" {
		bad = append(bad, fault.Field{Name: "experts", Message: "请写明请哪位专家，例如：马律师（劳动法）"})
	}
	if strings.TrimSpace(question) == "" {
		bad = append(bad, fault.Field{Name: "question", Message: "请写明要专家回答的问题"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = AskExpert
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, question, experts); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `INSERT INTO expert_opinion (id, matter_id, experts, question, asked_on, created_at) VALUES ($1,$2,$3,$4,$5,$6)`,
			db.NewID(), c.Matter.ID, strings.TrimSpace(experts), ident.MaskText(question), c.Occurred(), c.Now()); err != nil {
			return fmt.Errorf("ask an expert: %w", err)
		}
		c.Say("请"+experts+"出具专家意见", nil)
		return nil
	})
}

// RecordOpinion records the opinion that was asked for and issues it as a paper for the office (D23 专家咨询意见书).
func RecordOpinion(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, id, opinion string) (matter.Result, error) {
	if strings.TrimSpace(opinion) == "" {
		return matter.Result{}, fault.BadField("opinion", "请写明专家的意见")
	}
	cmd.Do = ExpertOpinion
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, opinion); err != nil {
			return err
		}
		list, err := Opinions(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		open := slices.IndexFunc(list, func(o ExpertView) bool { return o.GivenOn == "" && (id == "" || o.ID == id) })
		if open < 0 {
			return fault.BadField("opinion_id", "请选择是对哪个问题的意见")
		}
		o := list[open]
		if _, err := c.Exec(ctx, `UPDATE expert_opinion SET opinion=$1, given_on=$2 WHERE id=$3`, ident.MaskText(opinion), c.Occurred(), o.ID); err != nil {
			return fmt.Errorf("record an opinion: %w", err)
		}
		c.Say("登记专家意见，"+o.Experts, nil)
		return issue(ctx, e, c, org, "D-EXPERT", map[string]string{"question": o.Question, "experts": o.Experts, "opinion": opinion})
	})
}

// dueOf is the day on which a limit will end that this step starts.
func dueOf(c *matter.Change, rule law.ID) (civil.Date, error) {
	d, err := law.Due(rule, law.Input{From: c.Occurred(), Calendar: matter.Calendar()})
	return d.Due, err
}
