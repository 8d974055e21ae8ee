package matter

import (
	"context"
	"fmt"
	"slices"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// kind is a registered kind of matter with its table's type erased.
type kind struct {
	look   func(ctx context.Context, q db.Querier, m *Matter, today civil.Date) (Situation, error)
	state  func(m *Matter) procedure.StateInfo
	states func() []procedure.StateInfo
	title  string
	model  Model
}

// Model is what can be said of a kind's table without knowing its facts: for the model check and the printed pages.
type Model struct {
	Kind, Title       string
	Check             func(start procedure.State, running ...law.ID) []string
	Markdown, Mermaid func() string
	Rows              []procedure.Step // without guards, From empty where a row has several
	Begins            []Beginning
	at                int
}

// Beginning is a state in which matters of a kind begin and the limits that run then.
type Beginning struct {
	State procedure.State
	Clock []procedure.ClockChange
}

// Begin says how matters of a kind begin, so that the model check can start there. Called from init after Register; a kind
// that begins in several ways calls it for each.
func Begin(name string, start procedure.State, clock ...procedure.ClockChange) {
	k, ok := kinds[name]
	if !ok {
		panic("matter: kind " + name + " begins before it is registered")
	}
	k.model.Begins = append(k.model.Begins, Beginning{start, clock})
	kinds[name] = k
}

// Models returns the model of every registered kind, in the order in which they were registered.
func Models() []Model {
	var list []Model
	for _, k := range kinds {
		list = append(list, k.model)
	}
	slices.SortFunc(list, func(a, b Model) int { return a.at - b.at })
	return list
}

var kinds = map[string]kind{}

// Register makes a kind known. facts reads what the guards of the table may see; it runs inside the transaction.
// Called from init of the capability.
func Register[F any](t *procedure.Table[F], facts func(ctx context.Context, q db.Querier, m *Matter, today civil.Date) (F, error)) {
	if _, twice := kinds[t.Kind]; twice {
		panic("matter: kind " + t.Kind + " registered twice")
	}
	kinds[t.Kind] = kind{
		look: func(ctx context.Context, q db.Querier, m *Matter, today civil.Date) (Situation, error) {
			f, err := facts(ctx, q, m, today)
			if err != nil {
				return Situation{}, fmt.Errorf("read the facts: %w", err)
			}
			return Situation{
				next: func(do procedure.Action, as []procedure.Who) (procedure.Step, error) {
					return t.Next(m.State, do, as, f)
				},
				allowed: func(as []procedure.Who) []procedure.Step { return t.Allowed(m.State, as, f) },
			}, nil
		},
		state:  func(m *Matter) procedure.StateInfo { return t.StateOf(m.State) },
		states: func() []procedure.StateInfo { return t.States },
		title:  t.Title,
		model:  Model{Kind: t.Kind, Title: t.Title, Check: t.Check, Markdown: t.Markdown, Mermaid: t.Mermaid, Rows: t.Rows(), at: len(kinds)},
	}
}

// Situation is where a matter stands: its state and the facts that the guards of its table see, read once, so that a page
// may ask about many actions.
type Situation struct {
	next    func(do procedure.Action, as []procedure.Who) (procedure.Step, error)
	allowed func(as []procedure.Who) []procedure.Step
}

// Look reads where a matter stands.
func Look(ctx context.Context, q db.Querier, m *Matter, today civil.Date) (Situation, error) {
	k, ok := kinds[m.Kind]
	if !ok {
		return Situation{}, fmt.Errorf("unknown kind of matter %q", m.Kind)
	}
	return k.look(ctx, q, m, today)
}

// Allowed returns the steps that the capacities may take now, for buttons.
func (s Situation) Allowed(as []procedure.Who) []procedure.Step { return s.allowed(as) }

// Check asks whether the action may be done now, without doing it, for the page that shows its form.
func (s Situation) Check(do procedure.Action, as []procedure.Who) (procedure.Step, error) {
	return s.next(do, as)
}

// Allowed looks and returns the steps that the capacities may take now.
func Allowed(ctx context.Context, q db.Querier, m *Matter, today civil.Date, as []procedure.Who) ([]procedure.Step, error) {
	s, err := Look(ctx, q, m, today)
	if err != nil {
		return nil, err
	}
	return s.Allowed(as), nil
}

// StateOf describes the matter's state.
func StateOf(m *Matter) procedure.StateInfo {
	if k, ok := kinds[m.Kind]; ok {
		return k.state(m)
	}
	return procedure.StateInfo{State: m.State, Label: string(m.State)}
}

// KindTitle returns the kind's Chinese name.
func KindTitle(name string) string { return kinds[name].title }

// StatesOf lists the states of a kind.
func StatesOf(name string) []procedure.StateInfo {
	if k, ok := kinds[name]; ok {
		return k.states()
	}
	return nil
}

// Check looks and asks whether one action may be done now.
func Check(ctx context.Context, q db.Querier, m *Matter, today civil.Date, do procedure.Action, as []procedure.Who) (procedure.Step, error) {
	s, err := Look(ctx, q, m, today)
	if err != nil {
		return procedure.Step{}, err
	}
	return s.Check(do, as)
}
