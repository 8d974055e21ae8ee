package matterweb

import (
	"embed"
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/blob"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/vault"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages of matters need.
type Deps struct {
	DB      *db.DB
	Vault   *vault.Vault
	Blobs   *blob.Store
	BaseURL string
}

// Ctx is a request about one matter: who asks, the matter within their scope, and their capacities in it.
type Ctx struct {
	*web.Request
	Deps
	M  *matter.Matter
	As []procedure.Who

	stands *matter.Situation
}

// Situation is where the matter stands, read once for the page.
func (c *Ctx) Situation() (matter.Situation, error) {
	if c.stands == nil {
		s, err := matter.Look(c.Context(), c.DB, c.M, c.Today())
		if err != nil {
			return s, err
		}
		c.stands = &s
	}
	return *c.stands, nil
}

// Is reports whether the actor has the capacity.
func (c *Ctx) Is(w procedure.Who) bool { return slices.Contains(c.As, w) }

// Val returns a typed value without surrounding space and NUL.
func (c *Ctx) Val(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(c.PostFormValue(name), "\x00", ""))
}

// Input is one field of a form. Type is text, textarea, radio, select, choice, checks, yes, date, datetime, money, number,
// file, sealed, or said: its options are sentences to read, those with a value the articles that lead on, and nothing is asked.
type Input struct {
	Name, Label, Hint, Type, Value, Error string
	Options                               []Choice
}

// Choice is one option of an input.
type Choice struct {
	Value, Label string
	On           bool
}

// Form is how an act is entered. Inputs may read what they need; Do carries it out through the one door.
type Form struct {
	Intro  string
	Inputs func(c *Ctx) ([]Input, error) // nil: the act has no form here
	Do     func(c *Ctx, cmd matter.Command) (matter.Result, error)
	Upload bool
	Page   string                                                        // the act is entered on a page of its own, below the subject page
	Answer func(w http.ResponseWriter, c *Ctx, cmd matter.Command) error // instead of Do: answers the request itself
}

// None is the inputs of an act that asks for nothing but its date.
func None(*Ctx) ([]Input, error) { return nil, nil }

// Fixed is inputs that are always the same.
func Fixed(list ...Input) func(*Ctx) ([]Input, error) {
	return func(*Ctx) ([]Input, error) {
		out := slices.Clone(list)
		for i := range out {
			out[i].Options = slices.Clone(out[i].Options)
		}
		return out, nil
	}
}

// Panel is a card of the subject page: rows of term and value, a table, lines, links; whatever is empty is left out.
type Panel struct {
	Title, Note string
	Tag, Tone   string
	Sealed      bool // hatched, so that nobody types a concession elsewhere
	Rows        [][2]string
	Head        []string // column heads of Table; a head that ends with （元） is set to the right
	Table       [][]string
	Lines       []string
	More        []string // how it was worked out, folded away
	Links       []Link
	Empty       string // said when there is nothing else
}

// Link leads on from a panel. Post makes it a button that changes something.
type Link struct {
	Label, Href string
	Post        bool
}

// Kind is how a kind of matter is shown. Path is the address before the id, such as "/desk/referrals".
type Kind struct {
	Names  []string // the kinds of matter
	Path   string
	Need   access.Need
	Back   Link // the list it is reached from
	Acts   map[procedure.Action]Form
	Panels func(c *Ctx) ([]Panel, error)
	Show   web.Handler // instead of the kit's subject page
	Plain  bool        // no dispute over money: neither the four amounts nor the parties' query code are shown
}

var paths = map[string]string{}

// Href is the address of the matter's page for staff.
func Href(m *matter.Matter) string {
	p, ok := paths[m.Kind]
	if !ok {
		p = "/desk/cases"
	}
	return p + "/" + m.ID
}

type pages struct {
	Deps
	Kind
	subject *web.Page[subjectPage]
	act     *web.Page[actPage]
}

// Register adds the pages of a kind: the subject page and, below it, the form of each act.
func Register(app *web.App, d Deps, k Kind) {
	p := &pages{Deps: d, Kind: k, subject: web.MustPage[subjectPage](files, "subject.tmpl"), act: web.MustPage[actPage](files, "act.tmpl")}
	for _, n := range k.Names {
		paths[n] = k.Path
	}
	show := p.showSubject
	if k.Show != nil {
		show = k.Show
	}
	app.Handle("GET "+k.Path+"/{id}", k.Need, show)
	app.Handle("GET "+k.Path+"/{id}/do/{act}", k.Need, p.showAct)
	app.Handle("POST "+k.Path+"/{id}/do/{act}", k.Need, p.doAct)
}

// Open reads the matter of the request within the actor's scope; one of another kind is not found here.
func (k Kind) Open(r *web.Request, d Deps) (*Ctx, error) {
	m, err := matter.Get(r.Context(), d.DB, access.ScopeOf(r.Actor), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if !slices.Contains(k.Names, m.Kind) {
		return nil, fault.Missing()
	}
	as, err := matter.Capacities(r.Context(), d.DB, r.Actor, m)
	return &Ctx{Request: r, Deps: d, M: m, As: as}, err
}
