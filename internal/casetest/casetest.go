// Package casetest is the cast and the steps that tests of cases share: an organisation with its people, an application,
// and the path of a case through the one door, each step on a day of its own.
package casetest

import (
	"context"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/vault"
)

// World is one organisation with its people on a database whose clock stands still until it is moved.
type World struct {
	T        testing.TB
	D        *db.DB
	V        *vault.Vault
	Org      dispute.Org
	Kind     string
	Mediator access.Actor
	Second   access.Actor
	Manager  access.Actor
	Officer  access.Actor
	Now      civil.Instant
}

// New makes a world with an organisation of the given kind. The clock starts on a Monday morning without holidays near.
func New(t testing.TB, d *db.DB, kind string) *World {
	t.Helper()
	o := org.Org{Kind: "township", Name: "测试街道劳动人事争议调解委员会", Word: "测街", County: "630102", Town: "630102001"}
	switch kind {
	case dispute.KindEnterprise:
		o = org.Org{Kind: "enterprise", Name: "测试有限公司劳动争议调解委员会", Word: "测企", County: "630102", Town: "630102001", ParentName: "测试有限公司", ParentUSCC: USCC}
	case dispute.KindPeople:
		o.Kind, o.Name, o.Word = "people", "测试街道人民调解委员会", "测人"
	case dispute.KindCentre:
		o.Kind, o.Name, o.Word = "centre", "测试区劳动人事争议仲裁院调解中心", "测仲"
	case dispute.KindIndustry:
		o.Kind, o.Name, o.Word = "industry", "测试区餐饮行业劳动人事争议调解委员会", "测行"
	case dispute.KindInstitution:
		o.Kind, o.Name, o.Word, o.ParentName, o.ParentUSCC = "institution", "测试医院人事争议调解委员会", "测事", "测试医院", USCC
	}
	w := NewAt(t, d, o)
	w.Kind = kind
	return w
}

// NewAt makes a world with the given organisation.
func NewAt(t testing.TB, d *db.DB, o org.Org) *World {
	t.Helper()
	kind := dispute.KindFor(o.Kind, "")
	suite, err := vault.SuiteNamed("aes")
	if err != nil {
		t.Fatal(err)
	}
	w := &World{T: t, D: d, V: vault.Memory(suite), Kind: kind, Now: civil.At(civil.MustDate("2026-03-02"), 9, 0)}
	err = w.DB().Write(context.Background(), func(tx *db.Tx) error {
		id, err := org.Save(context.Background(), tx, o)
		w.Org = dispute.Org{ID: id, Name: o.Name, Word: o.Word, Kind: o.Kind, County: o.County, Prefecture: o.County[:4]}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	staff := func(id, name string, roles ...access.Role) access.Actor {
		return access.Actor{ID: id, Name: name, Kind: access.Staff, Roles: roles, OrgID: w.Org.ID, OrgName: o.Name}
	}
	w.Mediator = staff("u-mediator", "才让", access.Mediator)
	w.Second = staff("u-second", "韩梅", access.Mediator)
	w.Manager = staff("u-manager", "马俊", access.OrgAdmin)
	w.Officer = access.Actor{ID: "u-officer", Name: "祁明", Kind: access.Staff, Roles: []access.Role{access.CountyOfficer}, Region: o.County}
	return w
}

// USCC is the employer's credit code in tests.
var USCC = ident.MakeUSCC("91630100MA7TE5T00")

// WorkerID is the worker's identity number in tests.
var WorkerID = ident.MakeIDCard("63010219890402123")

// DB returns the database as of the world's clock.
func (w *World) DB() *db.DB { return w.D.AsOf(w.Now) }

// Env returns the environment of commands as of the world's clock.
func (w *World) Env() dispute.Env {
	return dispute.Env{DB: w.DB(), Vault: w.V, BaseURL: "http://localhost:8080"}
}

// Days moves the clock on by whole days.
func (w *World) Days(n int) { w.Now += civil.Instant(n * 24 * 3600 * 1000) }

// Application is a worker's wage claim of 21,600 yuan.
func (w *World) Application() dispute.Application {
	return dispute.Application{Kind: w.Kind, Branch: "labour", Channel: "web", Source: "网上申请", OrgID: w.Org.ID, County: w.Org.County, Prefecture: w.Org.Prefecture, RouteReason: "工作地点所在街道",
		Parties: []dispute.PartyInput{
			{Side: "applicant", Kind: "person", Name: "李秀兰", IDKind: "idcard", EService: true, Flags: []string{"migrant"}, Secret: dispute.Secret{ID: WorkerID, Phone: "13897001234", Address: "西宁市城东区测试路1号"}},
			{Side: "respondent", Kind: "employer", Name: "测试有限公司", IDKind: "uscc", LegalRep: "王某", Secret: dispute.Secret{ID: USCC, Phone: "13997005678", Address: "西宁市城东区测试街2号"}},
		},
		Claims:     []dispute.ClaimInput{{Code: "wages", Label: "拖欠的工资", Amount: money.Yuan(21600), From: civil.MustDate("2025-11-01"), To: civil.MustDate("2026-02-28")}},
		Sender:     sender(w.Kind),
		Facts:      "2025年3月入职后厨，约定月薪5400元，2025年11月起每月少发。",
		WorkCounty: "630102", WorkTown: "630102001",
	}
}

func sender(kind string) dispute.SenderInput {
	switch dispute.Sent(kind) {
	case "":
		return dispute.SenderInput{}
	case "仲裁庭":
		return dispute.SenderInput{Name: "测试区劳动人事争议仲裁委员会", Ref: "测劳人仲案字〔2026〕9号"}
	}
	return dispute.SenderInput{Name: "测试区人民法院", Ref: "（2026）青0102民诉前调9号"}
}

// Case is a filed case and its parties.
type Case struct {
	*World
	ID                   string
	Code                 string
	Worker, Employer     access.Actor
	WorkerID, EmployerID string
	Found                string // what kind of dispute the officer finds it to be at acceptance; empty says nothing
}

// File files the application.
func (w *World) File() *Case { return w.FileAs(w.Application(), "") }

// FileAs files the given application.
func (w *World) FileAs(app dispute.Application, key string) *Case {
	w.T.Helper()
	res, err := dispute.File(context.Background(), w.DB(), w.V, access.Actor{Name: "李秀兰"}, app, key)
	if err != nil {
		w.T.Fatalf("file: %v", err)
	}
	c := w.Filed(res)
	c.Code = res.Extra
	return c
}

// Filed is the case of an application that was filed with the given result.
func (w *World) Filed(res matter.Result) *Case {
	w.T.Helper()
	c := &Case{World: w, ID: res.MatterID}
	parties, err := dispute.Parties(context.Background(), w.D, c.ID)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, p := range parties {
		a := access.Actor{ID: p.ID, PartyID: p.ID, Name: p.Name, Kind: access.Party, Verified: true, MatterID: c.ID, DisputeID: res.DisputeID}
		if p.Side == "applicant" {
			a.Roles = []access.Role{access.Worker}
			c.Worker, c.WorkerID = a, p.ID
		} else {
			a.Roles = []access.Role{access.Employer}
			c.Employer, c.EmployerID = a, p.ID
		}
	}
	return c
}

// Matter reads the case as it stands.
func (c *Case) Matter() *matter.Matter {
	c.T.Helper()
	m, err := matter.Get(context.Background(), c.D, access.SystemScope("test"), c.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	return m
}

// Cmd is a command on the case as it stands.
func (c *Case) Cmd() matter.Command {
	return matter.Command{MatterID: c.ID, Version: c.Matter().Version}
}

// Must fails the test on an error.
func (c *Case) Must(_ matter.Result, err error) {
	c.T.Helper()
	if err != nil {
		c.T.Fatalf("at %s: %v", c.Matter().State, err)
	}
}

// ToMediating takes a filed case to the beginning of the mediation, a day for each step. In a collective dispute both sides
// agree to the one mediator.
func (c *Case) ToMediating() *Case {
	ctx := context.Background()
	c.T.Helper()
	c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
	if dispute.Sent(c.Kind) == "" { // a court or tribunal obtained the consent
		res, _, err := dispute.InquireRespondent(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, true)
		c.Must(res, err)
		c.Days(1)
		c.Must(dispute.Answer(ctx, c.Env(), c.Employer, c.Cmd(), c.EmployerID, true, ""))
		c.Days(1)
	}
	c.Must(dispute.AcceptAs(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, dispute.AcceptInput{HolderID: c.Mediator.ID, HolderName: c.Mediator.Name, Scope: c.Found}))
	c.Must(dispute.DeclareConflict(ctx, c.Env(), c.Mediator, c.Cmd(), "none", false))
	c.Must(dispute.RightsTold(ctx, c.Env(), c.Mediator, c.Cmd()))
	c.Days(1)
	c.Must(dispute.BeginWith(ctx, c.Env(), c.Mediator, c.Cmd(), true))
	return c
}

// Terms are two instalments of the given sum.
func (c *Case) Terms(total money.Fen) agreement.Terms {
	today := c.Now.Date()
	half := total / 2
	return agreement.Terms{Waives: "申请人放弃其余请求", Default: "任何一期逾期，申请人可以就全部未付款项依法申请支付令或者申请仲裁", Relation: "ended",
		Obligations: []agreement.Obligation{
			{Kind: "money", Debtor: c.EmployerID, Creditor: c.WorkerID, What: "支付拖欠的工资", Head: "wages", Amount: total - half, DueOn: today.AddDays(12), Way: "转入申请人账户"},
			{Kind: "money", Debtor: c.EmployerID, Creditor: c.WorkerID, What: "支付拖欠的工资", Head: "wages", Amount: half, DueOn: today.AddDays(40), Way: "转入申请人账户"},
		}}
}

// ToSigning drafts and proposes an agreement over the given sum.
func (c *Case) ToSigning(total money.Fen) *Case {
	ctx := context.Background()
	c.T.Helper()
	res, _, err := agreement.SaveDraft(ctx, c.Env(), c.Mediator, c.Cmd(), c.Terms(total))
	c.Must(res, err)
	g, err := agreement.Current(ctx, c.D, c.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	if g.NeedsConsent {
		c.Must(agreement.ShowForConsent(ctx, c.Env(), c.Mediator, c.Cmd()))
		c.Must(agreement.ConfirmKnowing(ctx, c.Env(), c.Worker, c.Cmd(), false))
	}
	if g.NeedsSecond {
		c.Must(agreement.ConfirmSecond(ctx, c.Env(), c.Second, c.Cmd()))
	}
	c.Must(agreement.ProposeForSigning(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org))
	return c
}

// ToPerforming signs and stamps: the worker, the employer a day later, the mediator, and the stamp another day later.
func (c *Case) ToPerforming() *Case {
	ctx := context.Background()
	c.T.Helper()
	c.Must(agreement.SignAgreement(ctx, c.Env(), c.Worker, c.Cmd(), agreement.SignInput{Signer: "李秀兰", Way: "typed"}))
	c.Days(1)
	c.Must(agreement.SignAgreement(ctx, c.Env(), c.Employer, c.Cmd(), agreement.SignInput{Signer: "王某", Way: "typed"}))
	c.Must(agreement.SignAgreement(ctx, c.Env(), c.Mediator, c.Cmd(), agreement.SignInput{Signer: "才让", Way: "typed"}))
	c.Days(1)
	c.Must(agreement.TakeEffect(ctx, c.Env(), c.Mediator, c.Cmd(), agreement.StampInput{Keeper: "马俊", Copies: 3}))
	return c
}

// ToClosed pays both instalments, visits and closes.
func (c *Case) ToClosed() *Case {
	ctx := context.Background()
	c.T.Helper()
	duties, err := agreement.Duties(ctx, c.D, c.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	for _, d := range duties {
		c.Days(1)
		c.Must(agreement.RecordPayment(ctx, c.Env(), c.Worker, c.Cmd(), agreement.PaymentInput{DutyID: d.ID, Amount: d.Amount}))
	}
	c.Days(1)
	c.Must(agreement.RecordVisit(ctx, c.Env(), c.Mediator, c.Cmd(), agreement.VisitInput{Way: "call", Performed: "all", Satisfied: "yes"}))
	c.Must(agreement.CloseMatter(ctx, c.Env(), c.Mediator, c.Cmd()))
	return c
}
