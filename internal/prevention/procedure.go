package prevention

import (
	"context"
	"slices"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// Kinds of matter that this package registers.
const (
	KindLetter = "union-letter"   // 工会一函两书
	KindAdvice = "body-advice"    // 仲裁建议书、司法建议书
	KindCheck  = "employer-check" // 用工体检
	KindPledge = "credit-pledge"  // 信用承诺
)

// States. A check and a pledge share no state with a letter.
const (
	Issued   procedure.State = "letter-issued"   // 已发出，待回复
	Late     procedure.State = "letter-late"     // 逾期没有回复、没有整改
	Replied  procedure.State = "letter-replied"  // 已回复，待核查
	Mending  procedure.State = "letter-mending"  // 整改中
	Mended   procedure.State = "letter-mended"   // 已改正、已处理
	Raised   procedure.State = "letter-raised"   // 已另发意见书、建议书
	Recalled procedure.State = "letter-recalled" // 已撤回

	CheckOpen procedure.State = "check-open" // 整改中
	CheckDone procedure.State = "check-done" // 没有要改的，或者已改完

	InForce   procedure.State = "pledge-in-force"
	Expired   procedure.State = "pledge-expired"
	Withdrawn procedure.State = "pledge-withdrawn"
)

// Actions.
const (
	DoLetter   procedure.Action = "issue-letter"
	Reply      procedure.Action = "reply-letter"
	NoteReply  procedure.Action = "note-letter-reply"
	LapseReply procedure.Action = "lapse-letter"
	Accept     procedure.Action = "accept-letter-reply"
	AskMend    procedure.Action = "agree-mending"
	RaiseIt    procedure.Action = "raise-letter"
	RecallIt   procedure.Action = "recall-letter"

	DoCheck    procedure.Action = "take-check"
	MendItem   procedure.Action = "mend-item"
	WatchCheck procedure.Action = "watch-check"

	DoPledge    procedure.Action = "make-pledge"
	EndPledge   procedure.Action = "withdraw-pledge"
	LapsePledge procedure.Action = "lapse-pledge"
)

// Time limits: all are ours or fixed by whoever writes the paper. The days to answer a union's letter are fixed by no general
// rule, so that each letter states its own.
const (
	RuleReply  = law.ID("P-UNION-REPLY")
	RuleMend   = law.ID("P-UNION-MEND")
	RuleVerify = law.ID("P-UNION-VERIFY-5WD")
	RuleNext   = law.ID("P-UNION-NEXT-5WD")
	RuleFix    = law.ID("P-SELFCHECK-MEND")
	RuleWatch  = law.ID("P-SELFCHECK-WATCH-15")
	RulePledge = law.ID("P-PLEDGE-TERM")
)

// LetterFacts is what the guards of a letter may see.
type LetterFacts struct {
	Outside bool // the receiver has no account here: the union registers its answer
	Last    bool // a suggestion: there is no further letter
}

// CheckFacts is what the guards of a check may see.
type CheckFacts struct{ Open int }

// PledgeFacts is what the guards of a pledge may see.
type PledgeFacts struct{}

var (
	union    = []procedure.Who{procedure.Officer}
	employer = []procedure.Who{procedure.Officer} // of its own check and pledge
	answers  = []procedure.Who{procedure.Respondent, procedure.Receiver}
	clock    = []procedure.Who{procedure.Clockwork}
)

func policy(a ...string) []law.Cite { return law.Refs(law.Qinghai70, a...) }

func start(rule law.ID, who procedure.Who, label string) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Start, Rule: rule, Bound: who, Label: label}
}
func meet(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Meet, Rule: rule}
}
func stop(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Stop, Rule: rule}
}

// The limits in which the matters begin.
var (
	letterClock = start(RuleReply, procedure.Respondent, "书面回复函书")
	checkClock  = start(RuleFix, procedure.Officer, "改正体检查出的问题")
	pledgeClock = start(RulePledge, procedure.Officer, "信用承诺到期，可以再签一份")
)

// LetterTable is a union's letter (工会劳动法律监督提示函、意见书、建议书). No rule that was read fixes the steps; the policy asks for
// the letters (二（一）1) and the union law for dealing with the employer (工会法22、23).
var LetterTable = letterTable(KindLetter, "工会函书", append(policy("二（一）1"), law.Refs(law.UnionSupervision, "")...))

// AdviceTable is the recommendation of an arbitration commission or a court to an employer (仲裁建议书、司法建议书). It follows the same
// steps, and nothing stronger follows it: whoever wrote it urges, checks and ends the following.
var AdviceTable = letterTable(KindAdvice, "仲裁、司法建议书", policy("二（一）1"))

func letterTable(kind, title string, rules []law.Cite) *procedure.Table[LetterFacts] {
	type row = procedure.Transition[LetterFacts]
	outside := func(f LetterFacts) error {
		if !f.Outside {
			return fault.Block("", "对方在系统里有账号，由它自己回复")
		}
		return nil
	}
	verify := start(RuleVerify, procedure.Officer, "核查回复")
	next := start(RuleNext, procedure.Officer, "对方逾期没有办：改发意见书、建议书，或者收回")
	if kind == KindAdvice {
		next.Label = "对方逾期没有办：催办，或者结束跟踪"
	}
	open := []procedure.State{Issued, Late, Replied, Mending}
	var rows []row
	for _, from := range []struct {
		state procedure.State
		ends  []procedure.ClockChange
		label string
	}{{Issued, []procedure.ClockChange{meet(RuleReply)}, "书面回复"}, {Late, []procedure.ClockChange{stop(RuleNext)}, "书面回复"}, {Mending, []procedure.ClockChange{meet(RuleMend)}, "报告整改结果"}} {
		r := row{From: []procedure.State{from.state}, To: Replied, Do: Reply, Label: from.label, Past: "收到书面回复", By: answers, Rules: rules, Needs: []procedure.Paper{"D-RECTIFY"}, Clock: append(from.ends, verify), Tone: procedure.Main}
		o := r
		o.Do, o.Label, o.Past, o.By, o.Guard = NoteReply, "登记对方的回复", "登记对方的回复", union, outside
		rows = append(rows, r, o)
	}
	rows = append(rows,
		row{From: []procedure.State{Issued, Mending}, To: Late, Do: LapseReply, Label: "期满", Past: "期满，对方没有回复或者没有报告整改", By: clock, Rules: rules, Clock: []procedure.ClockChange{stop(RuleReply), stop(RuleMend), next}, Tone: procedure.Hidden},
		row{From: []procedure.State{Replied}, To: Mended, Do: Accept, Label: "核查：已经改正、已经处理", Past: "核查完毕，已经改正或者处理", By: union, Rules: rules, Clock: []procedure.ClockChange{meet(RuleVerify)}, Tone: procedure.Main},
		row{From: []procedure.State{Replied}, To: Mending, Do: AskMend, Label: "同意整改，定完成日期", Past: "同意整改，定了完成日期", By: union, Rules: rules, Clock: []procedure.ClockChange{meet(RuleVerify), start(RuleMend, procedure.Respondent, "整改并报告结果")}, Tone: procedure.Plain},
		row{From: []procedure.State{Late, Replied}, To: Raised, Do: RaiseIt, Label: "改发意见书、建议书", Past: "没有改正，另发函书", By: union, Rules: rules, Guard: func(f LetterFacts) error {
			if f.Last {
				return fault.Block("", "建议书以后没有再高一级的函书，由收到的部门处理")
			}
			return nil
		}, Clock: []procedure.ClockChange{stop(RuleNext), stop(RuleVerify)}, Tone: procedure.Plain},
		row{From: open, To: Recalled, Do: RecallIt, Label: "撤回、结束跟踪…", Past: "撤回，不再跟踪", By: union, Rules: rules, Clock: []procedure.ClockChange{stop(RuleReply), stop(RuleMend), stop(RuleVerify), stop(RuleNext)}, Tone: procedure.Danger},
	)
	if kind == KindAdvice {
		rows = slices.DeleteFunc(rows, func(r row) bool { return r.Do == RaiseIt })
	}
	states := []procedure.StateInfo{
		{State: Issued, Label: "待回复", Stage: 2, Owner: procedure.Respondent, Tone: "barley"},
		{State: Late, Label: "逾期没有办", Stage: 3, Owner: procedure.Officer, Tone: "red"},
		{State: Replied, Label: "已回复，待核查", Stage: 4, Owner: procedure.Officer, Tone: "lake"},
		{State: Mending, Label: "整改中", Stage: 4, Owner: procedure.Respondent, Tone: "barley"},
		{State: Mended, Label: "已改正、已处理", Stage: 6, End: true, Tone: "jade"},
		{State: Raised, Label: "已另发函书", Stage: 6, End: true, Tone: "red"},
		{State: Recalled, Label: "已撤回", Stage: 6, End: true},
	}
	if kind == KindAdvice {
		states = slices.DeleteFunc(states, func(s procedure.StateInfo) bool { return s.State == Raised })
	}
	return &procedure.Table[LetterFacts]{Kind: kind, Title: title, States: states, Transitions: append(rows, procedure.ClockRows[LetterFacts](open, law.Refs(law.CivilCode, "203"))...)}
}

// CheckTable is an employer's own check (用工体检): what is wrong is mended by the day that the employer set.
var CheckTable = &procedure.Table[CheckFacts]{Kind: KindCheck, Title: "用工体检", States: []procedure.StateInfo{
	{State: CheckOpen, Label: "整改中", Stage: 3, Owner: procedure.Officer, Tone: "barley"},
	{State: CheckDone, Label: "没有要改的了", Stage: 6, End: true, Tone: "jade"},
}, Transitions: append([]procedure.Transition[CheckFacts]{
	{From: []procedure.State{CheckOpen}, To: CheckDone, Do: MendItem, Label: "登记改好一项", Past: "改好一项，全部改完", By: employer, Rules: policy("二（一）1"), Guard: func(f CheckFacts) error {
		if f.Open != 1 {
			return fault.Block("", "还有别的没有改")
		}
		return nil
	}, Clock: []procedure.ClockChange{meet(RuleFix), meet(RuleWatch)}, Tone: procedure.Main},
	{From: []procedure.State{CheckOpen}, Do: MendItem, Label: "登记改好一项", Past: "改好一项", By: employer, Rules: policy("二（一）1"), Tone: procedure.Main},
	{From: []procedure.State{CheckOpen}, Do: WatchCheck, Label: "提醒整改", Past: "还有没有改的，提醒单位", By: clock, Rules: policy("二（一）1"),
		Clock: []procedure.ClockChange{stop(RuleFix), stop(RuleWatch), start(RuleWatch, procedure.Officer, "改正体检查出的问题")}, Tone: procedure.Hidden},
}, procedure.ClockRows[CheckFacts]([]procedure.State{CheckOpen}, law.Refs(law.CivilCode, "203"))...)}

// PledgeTable is an employer's pledge (信用承诺书), which holds until the day written in it.
var PledgeTable = &procedure.Table[PledgeFacts]{Kind: KindPledge, Title: "信用承诺", States: []procedure.StateInfo{
	{State: InForce, Label: "有效", Stage: 4, Owner: procedure.Officer, Tone: "jade"},
	{State: Expired, Label: "已到期", Stage: 6, End: true},
	{State: Withdrawn, Label: "已撤回", Stage: 6, End: true},
}, Transitions: append([]procedure.Transition[PledgeFacts]{
	{From: []procedure.State{InForce}, To: Withdrawn, Do: EndPledge, Label: "撤回承诺…", Past: "单位撤回信用承诺", By: employer, Rules: policy("二（一）1"), Clock: []procedure.ClockChange{stop(RulePledge)}, Tone: procedure.Danger},
	{From: []procedure.State{InForce}, To: Expired, Do: LapsePledge, Label: "到期", Past: "信用承诺到期", By: clock, Rules: policy("二（一）1"), Clock: []procedure.ClockChange{stop(RulePledge)}, Tone: procedure.Hidden},
}, procedure.ClockRows[PledgeFacts]([]procedure.State{InForce}, law.Refs(law.CivilCode, "203"))...)}

func init() {
	letter := func(ctx context.Context, q db.Querier, m *matter.Matter, _ civil.Date) (LetterFacts, error) {
		l, err := LetterOf(ctx, q, m.ID)
		return LetterFacts{Outside: l.ReceiverOrg == "", Last: l.Grade == Suggestion}, err
	}
	matter.Register(LetterTable, letter)
	matter.Register(AdviceTable, letter)
	matter.Register(CheckTable, func(ctx context.Context, q db.Querier, m *matter.Matter, _ civil.Date) (CheckFacts, error) {
		list, err := Items(ctx, q, m.ID)
		f := CheckFacts{}
		for _, i := range list {
			if i.State == "open" {
				f.Open++
			}
		}
		return f, err
	})
	matter.Register(PledgeTable, func(context.Context, db.Querier, *matter.Matter, civil.Date) (PledgeFacts, error) {
		return PledgeFacts{}, nil
	})
	matter.Begin(KindLetter, Issued, letterClock)
	matter.Begin(KindAdvice, Issued, letterClock)
	matter.Begin(KindCheck, CheckOpen, checkClock)
	matter.Begin(KindPledge, InForce, pledgeClock)
	respondent := "respondent"
	dispute.AddForm("D-UNION-TIP", "劳监提字", "工会劳动法律监督提示函", respondent)
	dispute.AddForm("D-UNION-OP", "劳监意字", "工会劳动法律监督意见书", respondent)
	dispute.AddForm("D-UNION-SUG", "劳监建字", "工会劳动法律监督建议书", respondent)
	dispute.AddForm("D-ARB-ADVICE", "劳人仲建字", "仲裁建议书", respondent)
	dispute.AddForm("D-COURT-ADVICE", "劳人司建字", "司法建议书", respondent)
	dispute.AddForm("D-RECTIFY", "劳监复字", "整改复函", respondent)
	dispute.AddForm("D-CREDIT", "劳人信诺字", "信用承诺书", respondent)
}
