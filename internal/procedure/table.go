package procedure

import (
	"regexp"
	"slices"
	"strings"

	"qinghe/internal/fault"
	"qinghe/internal/law"
)

// State is a stage of a procedure. Its text is stored and never changes once released.
type State string

// Action is what somebody does. Its text is stored in the journal and never changes once released.
type Action string

// Who is a capacity (身份关系): the relation of an actor to one matter.
type Who string

const (
	Applicant  Who = "applicant"  // 申请人 or their agent
	Respondent Who = "respondent" // 被申请人 or their agent
	Handler    Who = "handler"    // 承办调解员
	Second     Who = "second"     // 第二调解员, who confirms what one alone may not
	Colleague  Who = "colleague"  // a mediator of the organisation that holds the matter
	Manager    Who = "manager"    // administrator of that organisation
	Supervisor Who = "supervisor" // officer of the county, prefecture or province
	Officer    Who = "officer"    // 经办人: staff of a court, an arbitration body, a union … that holds a matter of its own
	Sender     Who = "sender"     // 发出单位: staff of the body that hands a dispute over
	Receiver   Who = "receiver"   // 接收单位: staff of the body that it is handed to
	Linked     Who = "linked"     // 其他办件: a step of another matter of the same dispute that brings this one along
	Clockwork  Who = "clockwork"  // the job that watches time limits

	// Who helps one side for a while (帮手): an adviser, a lawyer of the union, a volunteer. The capacity ends with its grant.
	ApplicantAide  Who = "applicant-aide"
	RespondentAide Who = "respondent-aide"
	Invited        Who = "invited" // somebody asked to help who has not answered: sees that there is a matter, and no more

	Nobody Who = ""

	// Freed is the bound of a limit that presses nobody: when it ends a party is free to go elsewhere.
	Freed Who = "freed"
)

var whoLabels = map[Who]string{Applicant: "申请人", Respondent: "被申请人", Handler: "承办调解员", Second: "第二调解员",
	Colleague: "本组织调解员", Manager: "组织管理员", Supervisor: "主管部门", Officer: "经办人", Sender: "发出单位", Receiver: "接收单位", Linked: "同案其他办件", Clockwork: "系统计时",
	ApplicantAide: "申请人的帮手", RespondentAide: "被申请人的帮手", Invited: "受邀的帮手"}

// Label returns the Chinese name of the capacity.
func (w Who) Label() string { return whoLabels[w] }

// Whos lists every capacity in printing order.
var Whos = []Who{Applicant, Respondent, Handler, Second, Colleague, Manager, Supervisor, Officer, ApplicantAide, RespondentAide, Invited, Sender, Receiver, Linked, Clockwork}

// Paper is a document's code in law's catalogue (文书种类), for example "D-MED-AGR".
type Paper string

// Tone says how a button looks and how far from an end it leads.
type Tone string

const (
	Main   Tone = "main"   // the usual next step
	Plain  Tone = "plain"  // possible at any time
	Danger Tone = "danger" // ends or undoes something
	Hidden Tone = "hidden" // not a button: a job does it, or a page of its own offers it
)

// ClockOp is what a transition does to a time limit.
type ClockOp string

const (
	Start ClockOp = "start" // begins on the day the act occurred, unless the act names another day
	Meet  ClockOp = "meet"  // what the limit asked for has been done
	Stop  ClockOp = "stop"  // no longer matters
)

// ClockChange starts, meets or stops a time limit.
type ClockChange struct {
	Op    ClockOp
	Rule  law.ID
	Bound Who    // whose limit it is; Start only
	Label string // what must be done by then, in plain words; Start only
}

// Actions that every table has for the job that watches time limits: announce one that is near or has run out, and compute
// one anew after the calendar changed.
const (
	Remind    Action = "remind"
	Recompute Action = "recompute"
)

// ClockRows are the rows of Remind and Recompute for the states in which time limits may run.
func ClockRows[F any](from []State, rules []law.Cite) []Transition[F] {
	return []Transition[F]{
		{From: from, Do: Remind, Label: "到期提醒", Past: "到期提醒", By: []Who{Clockwork}, Rules: rules, Tone: Hidden},
		{From: from, Do: Recompute, Label: "重算期限", Past: "日历更新，重算期限", By: []Who{Clockwork}, Rules: law.Refs(law.CivilCode, "203"), Tone: Hidden},
	}
}

// StateInfo describes a state.
type StateInfo struct {
	State State
	Label string
	Stage int // 1 to 6 of the public progress bar: 已提交 审查中 已受理 调解中 已出结果 履行归档
	Owner Who // who must move next
	End   bool
	Tone  string // badge: lake, barley, red, jade, or empty
}

// Transition is one row of the table. F is the facts that the guard may see.
type Transition[F any] struct {
	From  []State
	To    State // empty: the state stays
	Do    Action
	Label string // what the button says
	Past  string // what the journal says afterwards
	By    []Who
	Rules []law.Cite // the articles it rests on
	Needs []Paper    // papers that it issues or that must exist
	Guard func(F) error
	Clock []ClockChange
	Tone  Tone
	Quiet bool // no button while the guard refuses, where its reason would only be noise

	// Interrupts is what the step is for the limitation of action (仲裁时效), if anything; the door records it by itself.
	Interrupts law.Interruption
}

// Table is the procedure of one kind of matter.
type Table[F any] struct {
	Kind        string
	Title       string
	States      []StateInfo
	Transitions []Transition[F]
}

// Step is what Next decided: the row, without its guard.
type Step struct {
	From, To State
	Do       Action
	Label    string
	Past     string
	Rules    []law.Cite
	Needs    []Paper
	Clock    []ClockChange
	Tone     Tone

	Interrupts law.Interruption
	Blocked    string // Allowed only: why the guard refuses now, in words for a tooltip
}

// StateOf returns the description of s; an unknown state has only its code.
func (t *Table[F]) StateOf(s State) StateInfo {
	for _, i := range t.States {
		if i.State == s {
			return i
		}
	}
	return StateInfo{State: s, Label: string(s)}
}

// Next decides whether an actor with the given capacities may do the action in the state, given the facts. It returns
// a NotFound fault for an action that the table does not have, a Denied fault when nobody of those capacities may ever do
// it here, which says who does, a Blocked fault when the state or the guard forbids it now; both name the articles of the step.
func (t *Table[F]) Next(s State, do Action, as []Who, facts F) (Step, error) {
	var label, basis string
	var inState, permitted bool
	var refused error
	var others []string // who takes the step
	for i := range t.Transitions {
		r := &t.Transitions[i]
		if r.Do != do {
			continue
		}
		label = r.Label
		if len(r.Rules) > 0 {
			basis = "（" + law.CiteText(r.Rules) + "）"
		}
		for _, w := range r.By {
			if w != Linked && w != Clockwork && !slices.Contains(others, w.Label()) {
				others = append(others, w.Label())
			}
		}
		may := slices.ContainsFunc(r.By, func(w Who) bool { return slices.Contains(as, w) })
		permitted = permitted || may
		if !slices.Contains(r.From, s) {
			continue
		}
		inState = true
		if !may {
			continue
		}
		if r.Guard != nil {
			if err := r.Guard(facts); err != nil {
				if refused == nil {
					refused = Rested(err, r.Rules)
				}
				continue
			}
		}
		return r.step(s), nil
	}
	switch {
	case label == "":
		return Step{}, fault.Missing() // kinds share forms, so an address may name a step of another kind
	case refused != nil:
		return Step{}, refused
	case !permitted:
		return Step{}, denied(label, basis, others)
	case !inState:
		return Step{}, fault.Block("", "现在是“"+t.StateOf(s).Label+"”，不能“"+label+"”"+basis+"。请刷新页面看最新进展")
	}
	return Step{}, denied(label, basis, others)
}

// denied says who takes the step instead, so that whoever is refused knows whom to turn to.
func denied(label, basis string, others []string) error {
	who := "由系统办理"
	if len(others) > 0 {
		who = "由" + strings.Join(others, "、") + "办理"
	}
	return fault.Deny("您不能办理“" + label + "”这一步" + basis + "，这一步" + who)
}

// article is a citation in a sentence; 两条路 is none.
var article = regexp.MustCompile(`第[一二三四五六七八九十百零0-9]+条|《`)

// Rested names the articles of a step in a refusal that names none of its own, so that whoever is refused reads on what it
// rests. Only a plain Blocked or Denied fault is changed.
func Rested(err error, rules []law.Cite) error {
	f, ok := err.(*fault.Error)
	if !ok || f.Kind != fault.Blocked && f.Kind != fault.Denied || len(rules) == 0 || article.MatchString(f.Message) {
		return err
	}
	with := *f
	with.Message = strings.TrimSuffix(f.Message, "。") + "（" + law.CiteText(rules) + "）"
	return &with
}

func (r *Transition[F]) step(s State) Step {
	to := r.To
	if to == "" {
		to = s
	}
	return Step{From: s, To: to, Do: r.Do, Label: r.Label, Past: r.Past, Rules: r.Rules, Needs: r.Needs, Clock: r.Clock, Tone: r.Tone, Interrupts: r.Interrupts}
}

// Allowed returns the steps that the capacities may take in the state, in table order. A step whose guard refuses is
// returned with the reason, so that a page can show what is missing; hidden ones are left out.
func (t *Table[F]) Allowed(s State, as []Who, facts F) []Step {
	var steps []Step
	seen := map[Action]int{}
	for i := range t.Transitions {
		r := &t.Transitions[i]
		if r.Tone == Hidden || !slices.Contains(r.From, s) || !slices.ContainsFunc(r.By, func(w Who) bool { return slices.Contains(as, w) }) {
			continue
		}
		st := r.step(s)
		if r.Guard != nil {
			if err := r.Guard(facts); err != nil {
				if r.Quiet {
					continue
				}
				st.Blocked = err.Error()
				if f := fault.As(err); f != nil {
					st.Blocked = f.Message
				}
			}
		}
		if at, dup := seen[r.Do]; dup {
			if steps[at].Blocked != "" && st.Blocked == "" {
				steps[at] = st
			}
			continue
		}
		seen[r.Do] = len(steps)
		steps = append(steps, st)
	}
	return steps
}

// Rows returns what every row does, without guards and without where it starts from, in table order.
func (t *Table[F]) Rows() []Step {
	steps := make([]Step, len(t.Transitions))
	for i := range t.Transitions {
		steps[i] = t.Transitions[i].step("")
		steps[i].To = t.Transitions[i].To
	}
	return steps
}

// Actions lists the table's actions once each, in table order.
func (t *Table[F]) Actions() []Action {
	var as []Action
	for i := range t.Transitions {
		if !slices.Contains(as, t.Transitions[i].Do) {
			as = append(as, t.Transitions[i].Do)
		}
	}
	return as
}
