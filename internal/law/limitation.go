package law

import (
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
)

// ClaimKind decides which limitation of action (仲裁时效) applies.
type ClaimKind string

const (
	ClaimGeneral      ClaimKind = "general"       // one year from knowing or having to know
	ClaimWage         ClaimKind = "wage"          // not running during employment; one year from its end
	ClaimCivilServant ClaimKind = "civil-servant" // appointed civil servants: sixty days
)

// Interruption is an event that makes the limitation start afresh.
type Interruption string

const (
	NegotiationRefused Interruption = "negotiation-refused" // 对方不同意协商，或者五日内不回应
	NegotiationBroken  Interruption = "negotiation-broken"  // 约定期限内不同意继续协商
	NegotiationLapsed  Interruption = "negotiation-lapsed"  // 约定期限内未达成一致
	SettlementBroken   Interruption = "settlement-broken"   // 不履行和解协议
	MediationRefused   Interruption = "mediation-refused"   // 对方不同意调解
	MediationBroken    Interruption = "mediation-broken"    // 调解期限内不同意调解
	MediationLapsed    Interruption = "mediation-lapsed"    // 调解期限内未达成协议
	AgreementBroken    Interruption = "agreement-broken"    // 不履行调解协议
	Claimed            Interruption = "claimed"             // 通过协商、申请调解等向对方主张权利
	SoughtRelief       Interruption = "sought-relief"       // 投诉、申请仲裁、起诉、申请支付令
	Promised           Interruption = "promised"            // 对方同意履行
)

type interruptionRow struct {
	kind  Interruption
	words string
	cites []Cite
}

var interruptions = []interruptionRow{
	{NegotiationRefused, "对方不同意协商，或者五日内没有回应", order17("31(1)")},
	{NegotiationBroken, "约定的协商期限内有一方不同意继续协商", order17("31(2)")},
	{NegotiationLapsed, "约定的协商期限内没有谈成", order17("31(3)")},
	{SettlementBroken, "对方没有按期履行和解协议", order17("31(4)")},
	{MediationRefused, "申请调解后对方不同意调解", order17("31(5)")},
	{MediationBroken, "调解期限内有一方不同意调解", order17("31(6)")},
	{MediationLapsed, "调解期限内没有达成协议", order17("31(7)")},
	{AgreementBroken, "对方没有按期履行调解协议", order17("31(8)")},
	{Claimed, "向对方提出了要求（协商、申请调解等）", refs(order33("27.1(1)"), mal("27.2"))},
	{SoughtRelief, "向有关部门求助（投诉、申请仲裁、起诉、申请支付令等）", refs(order33("27.1(2)"), mal("27.2"))},
	{Promised, "对方同意履行（答应付、签了协议、付了一部分）", refs(order33("27.1(3)"), mal("27.2"))},
}

// Interruptions lists the events in the order of the regulations, for a form. The slice is the caller's.
func Interruptions() []Interruption {
	out := make([]Interruption, len(interruptions))
	for i, row := range interruptions {
		out[i] = row.kind
	}
	return out
}

func (k Interruption) row() (interruptionRow, bool) {
	for _, row := range interruptions {
		if row.kind == k {
			return row, true
		}
	}
	return interruptionRow{}, false
}

// Chinese says in plain words what happened.
func (k Interruption) Chinese() string {
	row, _ := k.row()
	return row.words
}

// Event is one interruption on a day.
type Event struct {
	Kind Interruption
	On   civil.Date
}

// LimitInput is what a limitation is judged from.
type LimitInput struct {
	Claim ClaimKind
	// Known is the day the claimant knew or had to know of the infringement. For wages it may be zero.
	Known civil.Date
	// Ended is the day the employment ended; zero while it lasts. Only wage claims need it.
	Ended   civil.Date
	Events  []Event
	Suspend []Interval // 不可抗力 and other good reasons
	// On is the day judged: that of the application, or today. Zero leaves the risk open.
	On       civil.Date
	Calendar *civil.Calendar
}

// Risk is what a limitation means for the claimant. It never bars an application.
type Risk string

const (
	RiskOpen     Risk = "open"        // no day to judge was given
	RiskNotRun   Risk = "not-running" // the period has not begun
	RiskNone     Risk = "none"
	RiskSoon     Risk = "soon"          // thirty days or fewer are left: our setting
	RiskUrgent   Risk = "urgent"        // fewer than seven days: legal aid may begin at once (法律援助法第四十四条)
	RiskPast     Risk = "past"          // the other side may plead the limitation
	RiskPastMild Risk = "past-promised" // past, but the other side promised to perform afterwards
)

const (
	soonDays       = 30
	urgentDays     = 7
	neverRefuse    = "就算超过了，您也照样可以申请；时效要由对方提出来，受理的机构不会因此拒收。"
	claimKindsList = "general（一般请求）、wage（劳动报酬）、civil-servant（聘任制公务员）"
)

// Limit is the answer. Start and Due are zero while the period has not begun.
type Limit struct {
	Rule        ID
	Start, Due  civil.Date
	Risk        Risk
	DaysLeft    int // calendar days from On to Due, negative when past; only when On is given and the period runs
	Provisional bool
	Steps       Derivation
}

// Limitation judges the limitation of action. It shows risk and never refuses: the result of a past limitation says that
// the claimant may still apply. Errors are Invalid faults on fields claim, known, ended, events or suspend.
func Limitation(in LimitInput) (Limit, error) {
	rule, start, err := limitStart(in)
	if err != nil {
		return Limit{}, err
	}
	l := Limit{Rule: rule}
	if start.IsZero() {
		l.Risk = RiskNotRun
		l.Steps.Say("还在职的时候，追索拖欠的劳动报酬不受一年时效的限制；劳动关系结束以后，要在一年内申请仲裁。", mal("27.4")...)
		return l, nil
	}
	if in.Claim == ClaimWage {
		l.Steps.Say("追索劳动报酬的时效，从劳动关系终止的"+date(start)+"开始算。", mal("27.4")...)
	} else {
		l.Steps.Say("从知道或者应当知道权利被侵害的"+date(start)+"开始算。", mal("27.1")...)
	}
	end := func(from civil.Date) (Deadline, error) {
		return Compute(rule, Input{From: from, Suspend: in.Suspend, Calendar: in.Calendar})
	}
	d, err := end(start)
	if err != nil {
		return Limit{}, err
	}
	events := slices.Clone(in.Events)
	slices.SortStableFunc(events, func(a, b Event) int { return b.On.DaysUntil(a.On) })
	promisedAfter := civil.Date{}
	for _, e := range events {
		row, ok := e.Kind.row()
		switch {
		case !ok:
			return Limit{}, fault.BadField("events", "没有 "+strconv.Quote(string(e.Kind))+" 这种情形。已有的："+joinInterruptions())
		case e.On.IsZero():
			return Limit{}, fault.BadField("events", "请给出“"+row.words+"”的日期")
		case !in.On.IsZero() && e.On.After(in.On):
			continue // it has not happened yet on the day judged
		case e.On.Before(start):
			l.Steps.Say(date(e.On)+"的“"+row.words+"”在起算以前，不影响。", row.cites...)
		case e.On.After(d.Due) && e.Kind == Promised:
			promisedAfter = e.On
			l.Steps.Say(date(e.On)+"对方同意履行时，已经过了"+date(d.Due)+"；不再重新计算，但是对方同意履行以后又以超过时效抗辩的，一般得不到支持（口径）。", Cite{CivilCode, "192.2"})
		case e.On.After(d.Due):
			l.Steps.Say(date(e.On)+"的“"+row.words+"”发生时，已经过了"+date(d.Due)+"，不再重新计算。", row.cites...)
		default:
			start = e.On
			if d, err = end(start); err != nil {
				return Limit{}, err
			}
			l.Steps.Say(date(e.On)+"，"+row.words+"：时效中断，从这一天起重新计算。", row.cites...)
		}
	}
	l.Start, l.Due, l.Provisional = start, d.Due, d.Provisional
	l.Steps = append(l.Steps, withoutAdvice(d.Steps)...)
	l.judge(in.On, promisedAfter)
	return l, nil
}

// limitStart returns the rule and the first trigger; a zero date means that the period has not begun.
func limitStart(in LimitInput) (ID, civil.Date, error) {
	switch in.Claim {
	case ClaimWage:
		return "T-LIMIT-WAGE", in.Ended, nil
	case ClaimGeneral, ClaimCivilServant:
		if in.Known.IsZero() {
			return "", civil.Date{}, fault.BadField("known", "请给出知道或者应当知道权利被侵害的日期，写成 2026-11-24 的样子")
		}
		if in.Claim == ClaimCivilServant {
			return "T-LIMIT-CIVILSERVANT-60", in.Known, nil
		}
		return "T-LIMIT-1Y", in.Known, nil
	}
	return "", civil.Date{}, fault.BadField("claim", "请求的种类 "+strconv.Quote(string(in.Claim))+" 应是："+claimKindsList)
}

func (l *Limit) judge(on, promisedAfter civil.Date) {
	if on.IsZero() {
		l.Risk = RiskOpen
		return
	}
	l.DaysLeft = on.DaysUntil(l.Due)
	left := strconv.Itoa(l.DaysLeft)
	switch {
	case l.DaysLeft < 0 && !promisedAfter.IsZero():
		l.Risk = RiskPastMild
		l.Steps.Say(date(on)+"已经过了时效，不过对方后来同意履行，抗辩的风险较小。"+neverRefuse, Cite{LabourReading2, "20"})
	case l.DaysLeft < 0:
		l.Risk = RiskPast
		l.Steps.Say(date(on)+"已经过了时效，对方可能以此抗辩，请求有败诉的风险。"+neverRefuse, Cite{LabourReading2, "20"})
	case l.DaysLeft < urgentDays:
		l.Risk = RiskUrgent
		l.Steps.Say("到期还剩"+left+"天，不足七天，请马上申请；符合条件的可以请求先行提供法律援助。", Cite{LegalAidLaw, "44.1(1)"})
	case l.DaysLeft <= soonDays:
		l.Risk = RiskSoon
		l.Steps.Say("到期还剩"+left+"天，请尽快申请。", designCites...)
	default:
		l.Risk = RiskNone
		l.Steps.Say("到期还剩"+left+"天。", designCites...)
	}
}

// withoutAdvice drops the steps on target and expiry, which a limitation words in its own way.
func withoutAdvice(steps Derivation) Derivation {
	return slices.DeleteFunc(slices.Clone(steps), func(s Step) bool {
		return strings.HasPrefix(s.Text, "稳妥起见") || strings.HasPrefix(s.Text, "过了这一天")
	})
}

func joinInterruptions() string {
	words := make([]string, len(interruptions))
	for i, row := range interruptions {
		words[i] = string(row.kind)
	}
	return strings.Join(words, "、")
}
