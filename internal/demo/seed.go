package demo

import (
	"context"
	"fmt"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/hearing"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/sealed"
	"qinghe/internal/vault"
)

// Shown is a case worth opening, for the console and the home page of the demo.
type Shown struct{ Why, MatterID, Number, QueryCode, Last4 string }

// Seeded reports whether the cast is already there.
func Seeded(ctx context.Context, q db.Querier) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM org WHERE demo`).Scan(&n)
	return n > 0, err
}

// Seed makes the cast. It is called once, on an empty database.
func Seed(ctx context.Context, d *db.DB, v *vault.Vault, s *login.Service, baseURL string) error {
	named, all, err := castOrgs(ctx, d)
	if err != nil {
		return err
	}
	if err := castBodies(ctx, d, named); err != nil {
		return err
	}
	people, byOrg, err := castStaff(ctx, s, named, all)
	if err != nil {
		return err
	}
	b := &builder{ctx: ctx, d: d, v: v, base: baseURL, today: d.Today(), people: people, byOrg: byOrg, named: named}
	for i, p := range plots {
		if err := b.play(p, i); err != nil {
			return fmt.Errorf("demo case %d (%s): %w", i+1, p.worker, err)
		}
	}
	if err := b.routes(); err != nil {
		return err
	}
	if err := b.handovers(all); err != nil {
		return fmt.Errorf("demo hand-overs: %w", err)
	}
	for i, o := range all {
		if o.Kind != "township" || o.ID == named[townOrg].ID {
			continue
		}
		for j := range 1 + i%3 {
			p := plots[(i*3+j)%len(plots)]
			p.org, p.worker = "", surnames[(i*5+j*3)%len(surnames)]+"某某"
			p.employer = "演示" + shortName(o.Name[6:]) + employers[(i+j)%len(employers)]
			p.usccSeed = i*7 + j + 100
			p.daysAgo += i % 9
			if err := b.playAt(p, 1000+i*10+j, o); err != nil {
				return fmt.Errorf("demo case of %s: %w", o.Name, err)
			}
		}
	}
	if err := b.kinds(s); err != nil {
		return err
	}
	if err := b.talks(s); err != nil {
		return fmt.Errorf("demo negotiations: %w", err)
	}
	return nil
}

// Show returns the three cases worth opening.
func Show(ctx context.Context, q db.Querier) ([]Shown, error) {
	var list []Shown
	for _, w := range []struct{ why, state, worker string }{
		{"待签字：劳动者和单位可以在手机上签", "signing", ""}, {"履行中：一期已付，一期待付", "performing", ""}, {"调解中：有封存记录和无争议事实", "mediating", ""},
	} {
		var s Shown
		err := q.QueryRow(ctx, `SELECT m.id, m.number, d.query_code FROM matter m JOIN dispute d ON d.id=m.dispute_id JOIN org o ON o.id=m.org_id
			WHERE m.demo AND m.state=$1 AND m.holder<>'' AND m.county='630102' ORDER BY m.id LIMIT 1`, w.state).Scan(&s.MatterID, &s.Number, &s.QueryCode)
		if err != nil {
			continue
		}
		var mask string
		if err := q.QueryRow(ctx, `SELECT phone_mask FROM party WHERE matter_id=$1 AND side='applicant' ORDER BY seq LIMIT 1`, s.MatterID).Scan(&mask); err == nil && len(mask) >= 4 {
			s.Last4 = mask[len(mask)-4:]
		}
		s.Why = w.why
		list = append(list, s)
	}
	return list, nil
}

type builder struct {
	ctx    context.Context
	d      *db.DB
	v      *vault.Vault
	base   string
	today  civil.Date
	people map[string]access.Actor
	byOrg  map[string]access.Actor
	named  map[string]org.Org

	at       civil.Instant
	only     string // the claim that the draft settles; empty for all
	id       string
	worker   access.Actor
	employer access.Actor
	mediator access.Actor
	manager  access.Actor
	o        dispute.Org
}

func (b *builder) env() dispute.Env {
	return dispute.Env{DB: b.d.AsOf(b.at), Vault: b.v, BaseURL: b.base}
}

// step moves on by whole days, but never past now.
func (b *builder) step(days int) {
	b.at += civil.Instant(days*24*3600*1000 + 17*60*1000)
	if now := b.d.Now() - 60_000; b.at > now {
		b.at = now
	}
}

func (b *builder) cmd() matter.Command { return matter.Command{MatterID: b.id} }

func (b *builder) play(p plot, n int) error {
	o, ok := b.named[p.org]
	if !ok {
		o = b.named[townOrg]
	}
	return b.playAt(p, n, o)
}

// playAt plays a plot at an organisation until its last act.
func (b *builder) playAt(p plot, n int, o org.Org) error {
	b.o = asOrg(o)
	b.mediator, b.manager = b.byOrg[o.ID], b.byOrg[o.ID]
	if o.ID == b.named[townOrg].ID {
		b.manager = b.people["majun"]
		if n%4 == 3 {
			b.mediator = b.people["hanmei"]
		}
	}
	b.at = civil.At(b.today.AddDays(-p.daysAgo), 9, 5+n%40)
	if b.at > b.d.Now() {
		b.at = b.d.Now() - 3600_000
	}
	app := b.appOf(p, n, o)
	res, err := dispute.File(b.ctx, b.env().DB, b.v, access.Actor{Name: p.worker}, app, "")
	if err != nil {
		return err
	}
	b.id = res.MatterID
	if err := b.meet(res.DisputeID); err != nil {
		return err
	}
	return b.run(p)
}

// meet makes the actors of the case's parties.
func (b *builder) meet(disputeID string) error {
	parties, err := dispute.Parties(b.ctx, b.d, b.id)
	if err != nil {
		return err
	}
	for _, q := range parties {
		a := access.Actor{ID: q.ID, PartyID: q.ID, Name: q.Name, Kind: access.Party, Verified: true, MatterID: b.id, DisputeID: disputeID}
		if q.Kind == "person" {
			b.worker = a
		} else {
			b.employer = a
		}
	}
	return nil
}

// appOf is the application of a plot at an organisation.
func (b *builder) appOf(p plot, n int, o org.Org) dispute.Application {
	kind := dispute.KindFor(o.Kind, p.sender)
	phone, employerPhone := fmt.Sprintf("138970%05d", 1000+n*7), fmt.Sprintf("139970%05d", 2000+n*7)
	birth := civil.NewDate(1968+n%34, 1, 1+n*11%360)
	uscc := firmUSCC
	if o.Kind != "enterprise" {
		uscc = ident.MakeUSCC(fmt.Sprintf("91630102MADEM%04d", 1000+max(p.usccSeed, n%9)))
	}
	worker := dispute.PartyInput{Side: "applicant", Kind: "person", Name: p.worker, IDKind: "idcard", EService: n%3 != 0, Language: p.language, Flags: p.flags,
		Secret: dispute.Secret{ID: ident.MakeIDCard(fmt.Sprintf(ident.Nowhere+"%04d%02d%02d%03d", birth.Year, birth.Month, birth.Day, 100+n%800)), Phone: phone, Address: "西宁市城东区演示路" + fmt.Sprint(n%90+1) + "号",
			Birth: birth.String(), Gender: map[bool]string{true: "男", false: "女"}[n%2 == 0], Nation: nations[n%len(nations)]}}
	firm := dispute.PartyInput{Side: "respondent", Kind: "employer", Name: p.employer, IDKind: "uscc", LegalRep: surnames[n%len(surnames)] + "某", Contact: "人事 " + surnames[(n+3)%len(surnames)] + "某",
		Secret: dispute.Secret{ID: uscc, Phone: employerPhone, Address: "西宁市城东区演示街" + fmt.Sprint(n%60+1) + "号"}}
	if p.employerApplies {
		worker.Side, firm.Side = "respondent", "applicant"
	}
	var claims []dispute.ClaimInput
	for _, c := range p.claims {
		claims = append(claims, dispute.ClaimInput{Code: c.code, Label: dispute.ClaimLabel(c.code), Amount: money.Yuan(c.yuan), From: b.today.AddMonths(-c.months), To: b.today.AddDays(-p.daysAgo)})
	}
	channel := p.channel
	if channel == "" {
		channel = "web"
	}
	app := dispute.Application{Kind: kind, Branch: "labour", Channel: channel, Source: map[string]string{"web": "网上申请", "counter": "窗口来访", "phone": "电话", "oral": "口头申请"}[channel],
		Parties: []dispute.PartyInput{worker, firm}, Claims: claims, Facts: p.facts, WorkCounty: o.County, WorkTown: o.Town, EmployedFrom: b.today.AddMonths(-14), KnewOn: b.today.AddMonths(-2),
		OrgID: o.ID, Prefecture: o.Prefecture, County: o.County, RouteReason: "工作地点所在乡镇（街道）的调解组织", Demo: true}
	if p.personnel {
		app.Branch = "personnel"
	}
	switch p.sender {
	case "tribunal":
		app.Sender = dispute.SenderInput{Name: "演示城东区劳动人事争议仲裁委员会", Ref: fmt.Sprintf("演东劳人仲案字〔%d〕%d号", b.today.Year, n)}
	case "court":
		app.Sender = dispute.SenderInput{Name: "演示城东区人民法院", Ref: fmt.Sprintf("（%d）青0102民诉前调%d号", b.today.Year, n)}
	}
	if p.org != townOrg && p.org != firmOrg && p.org != "" {
		app.RouteReason = "当事人选择的调解组织"
	}
	return app
}

// run takes the case through the acts of its plot, in order, up to its last.
func (b *builder) run(p plot) error {
	respondent := b.employer
	if p.employerApplies {
		respondent = b.worker
	}
	total := money.Yuan(p.agreed)
	acts := []struct {
		name string
		do   func() error
	}{
		{"register", func() error { return err1(dispute.RegisterApplication(b.ctx, b.env(), b.manager, b.cmd(), b.o)) }},
		{"inquire", func() error {
			_, _, err := dispute.InquireRespondent(b.ctx, b.env(), b.manager, b.cmd(), b.o, true)
			return err
		}},
		{"answer", func() error {
			return err1(dispute.Answer(b.ctx, b.env(), respondent, b.cmd(), respondent.PartyID, p.last != "refused", ""))
		}},
		{"accept", func() error {
			return err1(dispute.AcceptMatter(b.ctx, b.env(), b.manager, b.cmd(), b.o, b.mediator.ID, b.mediator.Name))
		}},
		{"begin", func() error {
			for _, f := range []func() error{
				func() error { return err1(dispute.DeclareConflict(b.ctx, b.env(), b.mediator, b.cmd(), "none", false)) },
				func() error { return err1(dispute.RightsTold(b.ctx, b.env(), b.mediator, b.cmd())) },
				func() error { return err1(dispute.BeginMediation(b.ctx, b.env(), b.mediator, b.cmd())) },
			} {
				if err := f(); err != nil {
					return err
				}
			}
			return nil
		}},
		{"mediate", func() error { return b.mediate(p) }},
		{"propose", func() error { return b.propose(total) }},
		{"effect", b.effect},
		{"first", func() error { return b.pay(1) }},
		{"all", func() error { return b.pay(2) }},
		{"close", func() error {
			if err := err1(agreement.RecordVisit(b.ctx, b.env(), b.mediator, b.cmd(), agreement.VisitInput{Way: "call", Performed: "all", Satisfied: "yes"})); err != nil {
				return err
			}
			return err1(agreement.CloseMatter(b.ctx, b.env(), b.mediator, b.cmd()))
		}},
	}
	for _, a := range acts {
		if p.sender != "" && (a.name == "inquire" || a.name == "answer") {
			continue // whoever sent it obtained the consent
		}
		if p.oral && a.name == "propose" {
			return b.orally(total)
		}
		if p.last == "submitted" {
			return nil
		}
		if p.last == "failed" && a.name == "propose" {
			return err1(dispute.FailMatter(b.ctx, b.env(), b.mediator, b.cmd(), b.o, "no-agreement"))
		}
		if p.last == "rejected" && a.name == "accept" {
			return err1(dispute.RejectMatter(b.ctx, b.env(), b.manager, b.cmd(), b.o, "refused", ""))
		}
		if err := a.do(); err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		if p.last == a.name || p.last == "refused" && a.name == "answer" {
			return nil
		}
		b.step(1)
	}
	return nil
}

func err1(_ matter.Result, err error) error { return err }

func (b *builder) mediate(p plot) error {
	rooms, err := org.Rooms(b.ctx, b.d, b.o.ID)
	if err != nil {
		return err
	}
	if p.last == "mediate" && len(rooms) > 0 { // a session to come
		day := b.today.AddDays(2 + len(p.worker)%5)
		start := civil.At(day, 9+len(p.facts)%7, 30)
		err := err1(hearing.Plan(b.ctx, b.env(), b.mediator, b.cmd(), b.o, hearing.PlanInput{RoomID: rooms[len(p.facts)%len(rooms)].ID, Mode: "onsite", StartsAt: start, EndsAt: start + 3600_000}))
		if err != nil {
			return nil // the hour is taken by another demo case; a case without a session is also worth seeing
		}
	}
	if err := err1(hearing.RecordSession(b.ctx, b.env(), b.mediator, b.cmd(), b.o, hearing.RecordInput{Present: "申请人" + b.worker.Name + "，被申请人的委托代理人", Told: "回避、自愿、不公开",
		Issues: "双方对入职日期和月工资标准没有争议，对停业期间的工资标准有争议。", Result: "双方同意继续调解。"})); err != nil {
		return err
	}
	if err := err1(dispute.StateFacts(b.ctx, b.env(), b.mediator, b.cmd(), []string{"劳动关系从入职之日起成立", "约定月工资标准双方没有争议", "已发工资数额以银行流水为准"})); err != nil {
		return err
	}
	facts, err := dispute.StatedFacts(b.ctx, b.d, b.id)
	if err != nil {
		return err
	}
	var ids []string
	for _, f := range facts {
		ids = append(ids, f.ID)
	}
	if err := err1(dispute.ConfirmFacts(b.ctx, b.env(), b.mediator, b.cmd(), "applicant", ids)); err != nil {
		return err
	}
	if err := err1(dispute.ConfirmFacts(b.ctx, b.env(), b.mediator, b.cmd(), "respondent", ids[:2])); err != nil {
		return err
	}
	return err1(sealed.Add(b.ctx, b.env().DB, b.v, b.mediator, b.cmd(), "caucus", sealed.NewText("单位表示最多可以在原方案上再加两千元，希望分两期。")))
}

func (b *builder) propose(total money.Fen) error {
	if err := b.draft(total); err != nil {
		return err
	}
	return err1(agreement.ProposeForSigning(b.ctx, b.env(), b.mediator, b.cmd(), b.o))
}

// orally records an oral agreement (人民调解法第二十八条).
func (b *builder) orally(total money.Fen) error {
	if err := b.draft(total); err != nil {
		return err
	}
	return err1(agreement.ReachOrally(b.ctx, b.env(), b.mediator, b.cmd(), b.o, true))
}

func (b *builder) draft(total money.Fen) error {
	today := b.at.Date()
	half := total / 2 / 100 * 100
	t := agreement.Terms{Waives: "申请人放弃其余请求", Default: "任何一期逾期，申请人可以就全部未付款项依法申请支付令或者申请仲裁", Relation: "ended",
		Obligations: []agreement.Obligation{
			{Kind: "money", Debtor: b.employer.PartyID, Creditor: b.worker.PartyID, What: "支付拖欠的劳动报酬", Head: "wages", Amount: total - half, DueOn: today.AddDays(12), Way: "转入申请人本人账户"},
			{Kind: "money", Debtor: b.employer.PartyID, Creditor: b.worker.PartyID, What: "支付拖欠的劳动报酬", Head: "wages", Amount: half, DueOn: today.AddDays(45), Way: "转入申请人本人账户"},
		}}
	claims, err := dispute.Claims(b.ctx, b.d, b.id)
	if err != nil {
		return err
	}
	for _, c := range claims {
		if b.only != "" && c.Code == b.only {
			t.Claims, t.Waives = append(t.Claims, c.ID), ""
		}
	}
	if slices.ContainsFunc(claims, func(c dispute.Claim) bool { return c.Code == "injury" }) {
		for i := range t.Obligations {
			t.Obligations[i].What, t.Obligations[i].Head = "支付工伤医疗费", "injury"
		}
	}
	if _, _, err := agreement.SaveDraft(b.ctx, b.env(), b.mediator, b.cmd(), t); err != nil {
		return err
	}
	g, err := agreement.Current(b.ctx, b.d, b.id)
	if err != nil {
		return err
	}
	if g.NeedsConsent {
		if err := err1(agreement.ConfirmKnowing(b.ctx, b.env(), b.mediator, b.cmd(), true)); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) effect() error {
	for _, s := range []struct {
		who  access.Actor
		name string
	}{{b.worker, b.worker.Name}, {b.employer, "法定代表人"}, {b.mediator, b.mediator.Name}} {
		if err := err1(agreement.SignAgreement(b.ctx, b.env(), s.who, b.cmd(), agreement.SignInput{Signer: s.name, Way: "typed"})); err != nil {
			return err
		}
	}
	return err1(agreement.TakeEffect(b.ctx, b.env(), b.mediator, b.cmd(), agreement.StampInput{Keeper: "印章管理员", Copies: 3}))
}

func (b *builder) pay(n int64) error {
	duties, err := agreement.Duties(b.ctx, b.d, b.id)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if d.Seq == n {
			b.step(2)
			return err1(agreement.RecordPayment(b.ctx, b.env(), b.worker, b.cmd(), agreement.PaymentInput{DutyID: d.ID, Amount: d.Amount}))
		}
	}
	return nil
}
