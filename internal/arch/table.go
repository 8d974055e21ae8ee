package arch

// Layer is a storey of the house. A package imports its own storey and those below it.
type Layer struct {
	Name     string
	May      []string // the layers whose packages it may import
	Packages []string // below internal/; in order: a package imports those before it only, unless Loose
	Loose    bool     // the order of Packages means nothing
}

// Layers is the plan. A package that is not here fails the test, so that each new one is given its place.
var Layers = []Layer{
	// Pure: no clock, no input or output, standard library and a few pure libraries.
	{Name: "kernel", May: []string{"kernel"}, Packages: []string{
		"fault", "civil", "money", "region", "ident", "blind", "law", "law/param", "law/amount", "law/check", "law/cause", "law/triage", "procedure", "policy",
	}},
	// Input and output, no domain.
	{Name: "platform", May: []string{"kernel", "platform"}, Packages: []string{
		"access", "config", "db", "vault", "blob", "job", "journal", "notify", "search", "signing", "document", "matter",
		"login", "xlsx", "web", "backup",
	}},
	// One package for one thing that people come for. Each imports those written before it.
	{Name: "capability", May: []string{"kernel", "platform", "capability"}, Packages: []string{
		"org", "division", "parameter", "sealed", "dispute", "holiday", "hearing", "agreement", "complaint", "binding", "referral", "intake", "gather", "negotiation", "channel", "prevention", "paper", "evidence", "archive", "ledger", "desk", "report", "watch",
	}},
	// What pages of several packages share.
	{Name: "page kit", May: []string{"kernel", "platform", "capability"}, Packages: []string{"matterweb"}},
	// Pages. A page may read any capability and no other page.
	{Name: "page", May: []string{"kernel", "platform", "capability", "page kit"}, Loose: true, Packages: []string{
		"siteweb", "policyweb", "lawweb", "partyweb", "negotiationweb", "channelweb", "preventionweb", "intake/intakeweb", "gather/gatherweb", "complaint/complaintweb", "binding/bindingweb", "referral/referralweb", "desk/deskweb", "login/loginweb", "org/orgweb", "division/divisionweb", "holiday/holidayweb", "parameter/parameterweb", "opsweb", "archive/archiveweb", "paper/paperweb", "ledger/ledgerweb", "evidence/evidenceweb", "hearing/hearingweb",
	}},
	// Puts the program together.
	{Name: "wiring", May: []string{"kernel", "platform", "capability", "page kit", "page", "wiring"}, Loose: true, Packages: []string{
		"demo", "app", "cmd/qinghe",
	}},
	// Serves tests alone; the program may not import it.
	{Name: "testing", May: []string{"kernel", "platform", "capability", "page kit", "page", "wiring", "testing"}, Loose: true, Packages: []string{
		"arch", "db/dbtest", "web/webtest", "casetest", "scale", "bench", "replay", "journey", "crash", "handover", "proof",
	}},
}

// Exceptions names, for a rule, the packages that may break it and why. A pattern "*web" stands for every page package.
type Exceptions map[string]string

var (
	// Clocks may read the machine's clock.
	Clocks = Exceptions{
		"db":         "gives every transaction its instant",
		"cmd/qinghe": "prints when something was done",
		"db/dbtest":  "waits for a server that starts",
	}
	// Environments may read the environment.
	Environments = Exceptions{
		"config":      "is where settings come from",
		"cmd/qinghe":  "hands settings to config",
		"db":          "runs pg_dump, which takes its settings from there",
		"db/dbtest":   "is told of a server for tests",
		"web/webtest": "is told of a browser for tests",
	}
	// HTTP may import net/http.
	HTTP = Exceptions{
		"web":        "is the platform of pages",
		"*web":       "is pages",
		"login":      "reads and sets the session's cookie",
		"app":        "hands the assembled site to the server",
		"cmd/qinghe": "runs the server",
		"notify":     "calls the SMS gateway; it serves nothing",
	}
	// Counting may count days and months; everybody else asks package law for a date, with its derivation.
	Counting = Exceptions{
		"dispute":            "looks for an employer's other cases within thirty days, and for wages owed over three months; neither is a limit of law",
		"agreement":          "warns of instalments that run for more than two years; no limit of law",
		"holiday":            "spells out the days between two dates of a notice",
		"parameter":          "ends a value the day before the next one begins",
		"desk":               "filters what is due within three days",
		"notify":             "moves a message to the next morning",
		"watch":              "announces what is due within three days",
		"channel":            "adds the days within which an employer promised to answer; no limit of law",
		"hearing/hearingweb": "lays out weeks and months",
		"negotiationweb":     "proposes days in a form, which the person then fixes",
	}
	// Vendored names the only packages that may import a module from outside; tests of the same package may as well.
	Vendored = map[string][]string{
		"modernc.org/sqlite":            {"db", "db/dbtest"},
		"github.com/jackc/pgx/v5":       {"db", "db/dbtest"},
		"github.com/pressly/goose/v3":   {"db"},
		"github.com/emmansun/gmsm":      {"vault"},
		"golang.org/x/crypto":           {"login", "vault"},
		"github.com/pquerna/otp":        {"login"},
		"rsc.io/qr":                     {"document", "login"},
		"github.com/signintech/gopdf":   {"document"},
		"golang.org/x/image":            {"document", "blob", "signing"},
		"github.com/pdfcpu/pdfcpu":      {"archive"}, // binds files of cases; in tests it judges what we print
		"github.com/xuri/excelize/v2":   {"xlsx"},
		"github.com/arran4/golang-ical": {"hearing"},
		"github.com/wneessen/go-mail":   {"notify"},
		"github.com/emersion/go-smtp":   {}, // a real mail server, in tests
		"github.com/chromedp/chromedp":  {"web/webtest"},
		"github.com/chromedp/cdproto":   {"web/webtest"},
		"github.com/jba/templatecheck":  {"web"},
		"github.com/danielgtaylor/huma": {"lawweb"},
		"golang.org/x/text":             {"ident", "search", "document"},
		"golang.org/x/time":             {"web", "login"},
	}
)

// testModules may be imported by every test: what a real peer of the program uses.
var testModules = []string{"github.com/emersion/go-smtp", "github.com/chromedp/chromedp", "github.com/chromedp/cdproto",
	"github.com/pquerna/otp", "github.com/pdfcpu/pdfcpu", "github.com/xuri/excelize/v2", "github.com/arran4/golang-ical"}

// impure are standard packages that the kernel may not import.
var impure = []string{"os", "os/exec", "net", "net/http", "database/sql", "log", "log/slog", "io/ioutil", "math/rand", "math/rand/v2", "crypto/rand", "syscall"}

// Impurities names the standard packages of impure that a kernel package imports all the same, as "package import".
var Impurities = Exceptions{
	"ident crypto/rand": "makes the codes that people type; a code that can be computed is no code",
}

// Door is a table that a capability or page writes outside a change of a matter, and why that is right.
type Door struct{ Package, Table, Why string }

// Doors lists every such table. Everything else that belongs to a case changes inside matter.Do or matter.Create.
var Doors = []Door{
	{"intake", "draft", "an application that is not filed yet belongs to no matter"},
	{"intake", "draft_file", "an application that is not filed yet belongs to no matter"},
	{"dispute", "door_code", "a one-use code is used up before it is known who comes in; the act that follows goes through the door"},
	{"gather", "gathering", "an application that is not filed yet belongs to no matter"},
	{"gather", "gathering_member", "an application that is not filed yet belongs to no matter"},
	{"dispute", "employer_alert", "an alert counts cases and belongs to none; noting it says who did"},
	{"org", "org", "an organisation is not a case; its changes are in the account log"},
	{"org", "org_room", "a room is not a case"},
	{"division", "division_extra", "a township is no case; each row says who entered it"},
	{"holiday", "calendar_notice", "a year's calendar is no case; each row says who entered and who approved it"},
	{"holiday", "local_holiday", "a place's holidays are no case; each row says who entered and who approved it"},
	{"parameter", "local_parameter", "a parameter is no case; each row says who entered and who approved it"},
	{"referral", "invited_roster", "a court's roster is no case; each row says who entered it"},
	{"referral", "liaison", "an arbitrator's area is no case"},
	{"referral", "liaison_log", "what an arbitrator did for an organisation belongs to no case"},
	{"prevention", "training_course", "a course is no case; it says who holds it"},
	{"prevention", "training_enrol", "who comes to a course is no case"},
	{"prevention", "resource_lock", "two employers wait for each other's enrolment in one course"},
	{"prevention", "union_visit", "a visit to the union's station is no case yet; each row says who registered it"},
	{"prevention", "union_activity", "an activity is no case; each row says who registered it"},
	{"prevention", "union_supervisor", "a roster is no case; each row says who listed them"},
	{"prevention", "enterprise_guidance", "guiding an employer is no case; each row says who did"},
	{"channel", "channel", "an employer's channel is no case; it says who opened it"},
	{"channel", "channel_way", "an employer's channel is no case"},
	{"channel", "channel_minutes", "a reception day is no case; each row says who entered it"},
	{"negotiation", "helper", "the pool of helpers is no case; each row says who listed them"},
	{"hearing", "agenda_block", "a person's own hours are no case"},
	{"hearing", "agenda_feed", "a subscription is no case"},
	{"evidence", "upload", "a file that has not come in whole belongs to no case yet"},
	{"evidence", "upload_piece", "a file that has not come in whole belongs to no case yet"},
	{"evidence", "evidence_seen", "looking at a file changes no case; it is on record before the file is sent"},
	{"ledger", "ledger_batch", "an uploaded sheet belongs to no case; the import itself goes through the door"},
	{"ledger", "ledger_mapping", "how a sheet's heads are read belongs to no case"},
	{"ledger", "number_series", "numbers that were given on paper move the series on in the import's own transaction"},
	{"archive", "dossier", "a file that was ordered through the door is bound by a job, which notes where it is stored"},
	{"desk", "saved_filter", "a person's own way of looking at a list"},
}

// Sealed names tables that only one package may mention in SQL, so that concessions have a single way out.
var Sealed = map[string]string{
	"sealed_record":   "sealed",
	"sealed_opening":  "sealed",
	"agreement_draft": "agreement",
}

// MaxLines and MaxTestLines are the longest a source file and a file of tests may be. Tests are read one by one.
const (
	MaxLines     = 700
	MaxTestLines = 900
)
