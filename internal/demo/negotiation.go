package demo

import (
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/channel"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/negotiation"
	"qinghe/internal/org"
	"qinghe/internal/sealed"
)

// talkFirm is the fictional employer with an open channel and people of its own.
const talkFirm = "演示青稞食品有限公司"

var talkUSCC = ident.MakeUSCC("91630102MADEM0777")

// talkAccounts are the accounts of those who negotiate beside the union's: the employer's people and a helper.
var talkAccounts = []struct {
	login, name, org string
	role             access.Role
}{
	{"renshi", "周燕", "firm", access.EmployerHR}, {"guwen", "陈律", "", access.Adviser},
}

// talks plays an employer's channel, two grievances, a negotiation in progress and one that was settled and is being paid.
func (b *builder) talks(s *login.Service) error {
	orgs, err := b.talkOrgs()
	if err != nil {
		return err
	}
	people := map[string]access.Actor{}
	for i, a := range talkAccounts {
		o := orgs[a.org]
		phone := fmt.Sprintf("1999701%04d", i+1)
		u, _, err := s.CreateUser(b.ctx, access.Job("演示数据"), login.NewUser{LoginName: a.login, Name: a.name, OrgID: o.ID, OrgName: o.Name, Roles: []access.Role{a.role}, Password: Password, Demo: true, Phone: phone, PhoneMask: ident.MaskPhone(phone)})
		if err != nil {
			return fmt.Errorf("account %s: %w", a.login, err)
		}
		people[a.login] = u.Actor()
	}
	hr, union, helper := people["renshi"], b.people["gonghui"], people["guwen"]
	for _, h := range []negotiation.Helper{{UserID: helper.ID, Kind: "lawyer", Name: helper.Name, OrgName: "演示律师事务所", County: "630102", Intro: "工资、工伤", Listed: true}, {UserID: union.ID, Kind: "collective", Name: union.Name, OrgID: union.OrgID, OrgName: union.OrgName, County: "630102", Intro: "集体协商", Listed: true}} {
		if err := negotiation.ListHelper(b.ctx, b.d, union, h); err != nil {
			return err
		}
	}
	if err := b.voices(hr); err != nil {
		return fmt.Errorf("channel: %w", err)
	}
	if err := b.talking(hr, helper); err != nil {
		return fmt.Errorf("a negotiation in progress: %w", err)
	}
	if err := b.settledTalk(hr, union); err != nil {
		return fmt.Errorf("a settlement: %w", err)
	}
	if err := b.prevention(s, hr, union); err != nil {
		return fmt.Errorf("prevention: %w", err)
	}
	return nil
}

func (b *builder) talkOrgs() (map[string]org.Org, error) {
	made := map[string]org.Org{}
	err := b.d.Write(b.ctx, func(tx *db.Tx) error {
		clear(made)
		for key, o := range map[string]org.Org{
			"firm": {Kind: "employer", Name: talkFirm, County: "630102", Town: "630102001", ParentName: talkFirm, ParentUSCC: talkUSCC, Address: "西宁市城东区演示街77号"},
		} {
			o.Demo = true
			id, err := org.Save(b.ctx, tx, o)
			if err != nil {
				return fmt.Errorf("organisation %s: %w", o.Name, err)
			}
			if o, err = org.Get(b.ctx, tx, id); err != nil {
				return err
			}
			made[key] = o
		}
		_, err := org.AddRoom(b.ctx, tx, b.named["union"].ID, "劳动争议协商室", 8)
		return err
	})
	return made, err
}

func (b *builder) voices(hr access.Actor) error {
	b.from(20)
	if _, err := channel.Open(b.ctx, b.env().DB, hr, channel.Settings{AnswerDays: 5, Intro: "有话直说，说了就办。", Ways: []channel.Way{
		{Kind: "reception", Words: "每月第一个星期一 9:00—11:00，办公楼 201"}, {Kind: "forum", Words: "每季度一次，食堂二楼"}, {Kind: "box", Words: "车间门口，每周五开箱"}, {Kind: "group", Words: "各班组微信群"}}}); err != nil {
		return err
	}
	ch, err := channel.OfOrg(b.ctx, b.d, hr.OrgID)
	if err != nil {
		return err
	}
	if err := channel.AddMinutes(b.ctx, b.d, hr, ch.ID, channel.Minutes{Kind: "forum", HeldOn: b.at.Date(), People: 18, Host: "总经理", Topics: "夜班补贴、食堂饭菜", Results: "夜班补贴下月起每班加 10 元，食堂换供货商"}); err != nil {
		return err
	}
	b.from(12)
	res, err := channel.Raise(b.ctx, b.env(), ch, channel.Voice{Topic: "overtime", Words: "国庆加班三天，工资条上没有。", Wish: "补发加班费", Named: true, Name: "多杰某", Phone: "13897060001"}, "")
	if err != nil {
		return err
	}
	b.step(2)
	if err := err1(channel.AnswerIt(b.ctx, b.env(), hr, matter.Command{MatterID: res.MatterID}, "solved", "核对考勤属实，本月工资一起补发。")); err != nil {
		return err
	}
	b.from(3)
	_, err = channel.Raise(b.ctx, b.env(), ch, channel.Voice{Topic: "safety", Words: "包装车间没有通风，中午热得受不了。", Wish: "装排风扇", Name: "不愿署名某", Phone: "13897060002"}, "")
	return err
}

// from moves the builder's clock to a morning so many days ago.
func (b *builder) from(days int) { b.at = civil.At(b.today.AddDays(-days), 9, 30) }

// request is a request of a worker of the firm; n keeps telephones apart.
func (b *builder) request(name string, n int, code string, yuan int64, facts string) negotiation.Request {
	id := ident.MakeIDCard(fmt.Sprintf(ident.Nowhere+"1990%02d%02d%03d", 1+n%12, 1+n%28, 201+n))
	return negotiation.Request{By: "worker", Facts: facts, WorkCounty: "630102", EmployedFrom: b.today.AddMonths(-20), EmployedTo: b.at.Date().AddDays(-10), KnewOn: b.at.Date().AddDays(-40), Way: "async", Demo: true,
		Worker:   dispute.PartyInput{Name: name, IDKind: "idcard", EService: true, Secret: dispute.Secret{ID: id, Phone: fmt.Sprintf("138970610%02d", n), Address: "西宁市城东区演示路7号"}},
		Employer: dispute.PartyInput{Name: talkFirm, Secret: dispute.Secret{ID: talkUSCC}},
		Claims:   []dispute.ClaimInput{{Code: code, Label: dispute.ClaimLabel(code), Amount: money.Yuan(yuan), From: b.today.AddMonths(-5), To: b.today.AddMonths(-1)}}}
}

func (b *builder) asked(in negotiation.Request) error {
	res, err := negotiation.Ask(b.ctx, b.env(), access.Actor{Name: in.Worker.Name}, in, "")
	if err != nil {
		return err
	}
	b.id = res.MatterID
	parties, err := dispute.Parties(b.ctx, b.d, b.id)
	if err != nil {
		return err
	}
	for _, q := range parties {
		if q.Kind == "person" {
			b.worker = access.Actor{ID: q.ID, PartyID: q.ID, Name: q.Name, Kind: access.Party, Verified: true, MatterID: b.id, DisputeID: res.DisputeID}
		}
	}
	return nil
}

func (b *builder) talking(hr, helper access.Actor) error {
	b.from(9)
	if err := b.asked(b.request("拉毛某", 11, "wages", 16800, "2024年4月到包装车间上班，约定每月4200元，今年有四个月只发了一半。")); err != nil {
		return err
	}
	offer := func(a access.Actor, yuan int64, parts, days int, words string) error {
		t := negotiation.Terms{Money: money.Yuan(yuan), By: b.today.AddDays(days), Parts: parts, Head: "wages", Words: words}
		return err1(negotiation.Make(b.ctx, b.env(), a, b.cmd(), t, b.today.AddDays(6)))
	}
	return b.all(
		func() error {
			return err1(negotiation.Reply(b.ctx, b.env(), hr, b.cmd(), true, "愿意谈，先核对工资表"))
		},
		func() error {
			return err1(negotiation.ProposeTermUntil(b.ctx, b.env(), hr, b.cmd(), b.today.AddDays(20)))
		},
		func() error { return err1(negotiation.AcceptTermOf(b.ctx, b.env(), b.worker, b.cmd())) },
		func() error { return err1(negotiation.AskUnionIn(b.ctx, b.env(), b.worker, b.cmd())) },
		func() error {
			if err := err1(negotiation.Invite(b.ctx, b.env(), b.worker, b.cmd(), helper.ID, "read", b.today.AddDays(20))); err != nil {
				return err
			}
			return err1(negotiation.AnswerInvitation(b.ctx, b.env(), helper, b.cmd(), true))
		},
		func() error { return offer(b.worker, 16000, 1, 20, "同时开离职证明") },
		func() error {
			return err1(negotiation.SideNote(b.ctx, b.env(), b.worker, b.cmd(), sealed.NewText("一万三以下不签，孩子下月开学。")))
		},
		func() error { return offer(hr, 12000, 3, 90, "三个月付清") },
	)
}

func (b *builder) settledTalk(hr, union access.Actor) error {
	b.from(30)
	in := b.request("索南某", 12, "severance", 14000, "2022年6月到仓库上班，今年公司不再续签合同，没有给经济补偿。")
	in.AsksHelp = true
	if err := b.asked(in); err != nil {
		return err
	}
	t := negotiation.Terms{Money: money.Yuan(13000), By: b.today.AddDays(25), Parts: 2, Head: "compensation", Words: "公司开离职证明、办社保转移"}
	return b.all(
		func() error { return err1(negotiation.Reply(b.ctx, b.env(), hr, b.cmd(), true, "")) },
		func() error {
			return err1(negotiation.Make(b.ctx, b.env(), hr, b.cmd(), t, b.at.Date().AddDays(6)))
		},
		func() error {
			offers, err := negotiation.Offers(b.ctx, b.d, b.id)
			if err != nil {
				return err
			}
			return err1(negotiation.Answer(b.ctx, b.env(), b.worker, b.cmd(), offers[0].ID, true))
		},
		func() error { return err1(negotiation.Propose(b.ctx, b.env(), hr, b.cmd())) },
		func() error {
			return err1(agreement.SignAgreement(b.ctx, b.env(), b.worker, b.cmd(), agreement.SignInput{Signer: b.worker.Name, Way: "typed"}))
		},
		func() error {
			return err1(agreement.SignAgreement(b.ctx, b.env(), hr, b.cmd(), agreement.SignInput{Signer: hr.Name, Way: "typed"}))
		},
		func() error { return err1(negotiation.WitnessBy(b.ctx, b.env(), union, b.cmd())) },
		func() error { return b.pay(1) },
		func() error { return err1(negotiation.ReviewAsked(b.ctx, b.env(), b.worker, b.cmd())) },
	)
}
