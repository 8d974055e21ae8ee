package demo

import (
	"fmt"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/money"
	"qinghe/internal/org"
)

// kindOrgs are organisations of the other kinds, each with one person who mediates and administers.
var kindOrgs = []struct {
	key, login, name string
	o                org.Org
}{
	{"people", "renmin", "马玉兰", org.Org{Kind: "people", Name: "演示东关大街人民调解委员会", Word: "演东人", Town: "630102001", Address: "西宁市城东区演示路12号"}},
	{"centre", "zhongxin", "李志明", org.Org{Kind: "centre", Name: "演示城东区劳动人事争议仲裁院调解中心", Word: "演东仲", Address: "西宁市城东区演示路201号"}},
	{"industry", "hangye", "韩国庆", org.Org{Kind: "industry", Name: "演示城东区餐饮行业劳动人事争议调解委员会", Word: "演东餐", Address: "西宁市城东区演示路66号"}},
	{"institution", "shiye", "王淑芬", org.Org{Kind: "institution", Name: "演示城东区卫生系统人事争议调解委员会", Word: "演东卫", ParentName: "演示城东区卫生健康系统", Address: "西宁市城东区演示路77号"}},
}

// kinds plays one case of every other kind of mediation: each in the state that shows what is its own.
func (b *builder) kinds(s *login.Service) error {
	job := access.Job("演示数据")
	for i, k := range kindOrgs {
		k.o.County, k.o.Phone, k.o.Demo = "630102", "0971-0000000", true
		err := b.d.Write(b.ctx, func(tx *db.Tx) error {
			id, err := org.Save(b.ctx, tx, k.o)
			if err != nil {
				return err
			}
			if _, err := org.AddRoom(b.ctx, tx, id, "一号调解室", 6); err != nil {
				return err
			}
			b.named[k.key], err = org.Get(b.ctx, tx, id)
			return err
		})
		if err != nil {
			return fmt.Errorf("organisation %s: %w", k.o.Name, err)
		}
		o := b.named[k.key]
		u, _, err := s.CreateUser(b.ctx, job, login.NewUser{LoginName: k.login, Name: k.name, OrgID: o.ID, OrgName: o.Name, Roles: []access.Role{access.Mediator, access.OrgAdmin}, Password: Password, Demo: true,
			Phone: fmt.Sprintf("1999702%04d", i+1), PhoneMask: ident.MaskPhone(fmt.Sprintf("1999702%04d", i+1))})
		if err != nil {
			return fmt.Errorf("account %s: %w", k.login, err)
		}
		b.byOrg[o.ID] = u.Actor()
	}
	for i, p := range []plot{
		{org: "people", worker: "马成某", employer: "演示东关砂石有限公司", facts: "干了二十天装车，说好每天二百元，一直没给。", channel: "oral", claims: []demoClaim{{"wages", 4000, 1}}, agreed: 3600, daysAgo: 6, last: "effect", oral: true, usccSeed: 31},
		{org: "people", worker: "祁德某", employer: "演示路口汽修有限公司", facts: "学徒期满没有发工资，老板没有回话。", claims: []demoClaim{{"wages", 6200, 3}}, daysAgo: 4, last: "mediate", usccSeed: 32},
		{org: "centre", worker: "赵永某", employer: "演示河西科技有限公司", facts: "公司裁掉整个部门，只给一半补偿。", claims: []demoClaim{{"severance", 42000, 36}}, daysAgo: 8, last: "mediate", usccSeed: 33},
		{org: "centre", sender: "tribunal", worker: "白玉某", employer: "演示长江路商贸有限公司", facts: "开庭以前双方同意委托调解，争议是加班时数。", claims: []demoClaim{{"overtime", 8600, 8}}, daysAgo: 3, last: "mediate", usccSeed: 34},
		{org: "centre", sender: "court", worker: "星海某", employer: "演示湟中建筑劳务有限公司", facts: "拿着工资欠条起诉，法院立案前委派调解。", flags: []string{"migrant"}, claims: []demoClaim{{"wages", 28300, 3}}, agreed: 28000, daysAgo: 12, last: "effect", usccSeed: 35},
		{org: "industry", worker: "冶金某", employer: "演示百味餐饮管理有限公司", facts: "节假日加班按平时的工资算。", claims: []demoClaim{{"overtime", 3900, 6}}, daysAgo: 5, last: "accept", usccSeed: 36},
		{org: "institution", worker: "苏明某", employer: "演示城东区第二医院", facts: "聘用合同到期，医院说不再续聘，补偿怎么算有争议。", personnel: true, claims: []demoClaim{{"appointment", 14000, 24}}, daysAgo: 7, last: "mediate", usccSeed: 37},
	} {
		if err := b.play(p, 700+i); err != nil {
			return fmt.Errorf("demo kind %d (%s): %w", i+1, p.worker, err)
		}
	}
	return b.group()
}

// group plays a collective dispute of twelve workers with three representatives, up to a draft in which one of them gets
// less than he asks for and has not agreed to it.
func (b *builder) group() error {
	o := b.named[townOrg]
	b.o, b.mediator, b.manager = asOrg(o), b.people["cairang"], b.people["majun"]
	b.from(6)
	var app dispute.Application
	for i := range 12 {
		n := 900 + i
		app.Parties = append(app.Parties, dispute.PartyInput{Side: "applicant", Kind: "person", Name: surnames[i%len(surnames)] + "集" + string([]rune("甲乙丙丁戊己庚辛壬癸子丑")[i]) + "某", IDKind: "idcard", Flags: []string{"migrant"}, EService: true,
			Secret: dispute.Secret{ID: ident.MakeIDCard(fmt.Sprintf(ident.Nowhere+"1985%02d10%03d", 1+i%9, 100+i)), Phone: fmt.Sprintf("138970%05d", 1000+n*7), Address: "西宁市城东区演示路工地宿舍"}})
		app.Claims = append(app.Claims, dispute.ClaimInput{Code: "wages", Label: dispute.ClaimLabel("wages"), Amount: money.Yuan(int64(9000 + 600*i)), From: b.today.AddMonths(-4), To: b.today.AddMonths(-1), Party: i + 1})
	}
	app.Parties = append(app.Parties, dispute.PartyInput{Side: "respondent", Kind: "employer", Name: "演示昆仑建筑劳务有限公司", IDKind: "uscc", LegalRep: "钱某", Contact: "项目部 周某",
		Secret: dispute.Secret{ID: ident.MakeUSCC("91630102MADEM2201"), Phone: "13997099001", Address: "西宁市城东区演示街9号"}})
	app.Kind, app.Branch, app.Channel, app.Source, app.Facts = dispute.KindFor(o.Kind, ""), "labour", "web", "网上集体申请", "工地完工以后三个月工资没有发，十二名工友一起申请。"
	app.WorkCounty, app.WorkTown, app.OrgID, app.Prefecture, app.County, app.RouteReason, app.Demo = o.County, o.Town, o.ID, o.Prefecture, o.County, "工作地点所在乡镇（街道）的调解组织", true
	app.Representatives = []int{1, 4, 8}
	res, err := dispute.File(b.ctx, b.env().DB, b.v, access.Actor{Name: app.Parties[0].Name}, app, "")
	if err != nil {
		return fmt.Errorf("demo group: %w", err)
	}
	b.id = res.MatterID
	parties, err := dispute.Parties(b.ctx, b.d, b.id)
	if err != nil {
		return err
	}
	firm := parties[len(parties)-1]
	employer := access.Actor{ID: firm.ID, PartyID: firm.ID, Name: firm.Name, Kind: access.Party, Verified: true, MatterID: b.id, DisputeID: res.DisputeID}
	claims, err := dispute.Claims(b.ctx, b.d, b.id)
	if err != nil {
		return err
	}
	shares := agreement.Shares(parties, claims, nil)
	for i := range shares {
		shares[i].Agreed = shares[i].Claimed
	}
	shares[2].Agreed = money.Yuan(9000)
	steps := []func() error{
		func() error { return err1(dispute.RegisterApplication(b.ctx, b.env(), b.manager, b.cmd(), b.o)) },
		func() error {
			return err1(dispute.ReportMajorDispute(b.ctx, b.env(), b.manager, b.cmd(), b.o, dispute.MajorInput{To: "城东区人力资源和社会保障局、区总工会", Course: "十二名农民工反映工地完工后三个月工资没有发，情绪平稳。", Measures: "已联系单位项目部，约定本周调解。", Risk: "yellow", Advice: "请监察机构同步了解工资专户情况。"}))
		},
		func() error {
			_, _, err := dispute.InquireRespondent(b.ctx, b.env(), b.manager, b.cmd(), b.o, true)
			return err
		},
		func() error { return err1(dispute.Answer(b.ctx, b.env(), employer, b.cmd(), firm.ID, true, "")) },
		func() error {
			return err1(dispute.AcceptMatter(b.ctx, b.env(), b.manager, b.cmd(), b.o, b.mediator.ID, b.mediator.Name))
		},
		func() error { return err1(dispute.DeclareConflict(b.ctx, b.env(), b.mediator, b.cmd(), "none", false)) },
		func() error { return err1(dispute.RightsTold(b.ctx, b.env(), b.mediator, b.cmd())) },
		func() error { return err1(dispute.BeginWith(b.ctx, b.env(), b.mediator, b.cmd(), true)) },
		func() error {
			return err1(dispute.RecordCall(b.ctx, b.env(), b.mediator, b.cmd(), dispute.CallInput{PartyID: firm.ID, Way: "visit", Result: "reached", Note: "到工地见了项目部负责人"}))
		},
		func() error {
			t := agreement.Terms{Default: "任何一期逾期，申请人可以就全部未付款项依法申请支付令或者申请仲裁", Obligations: agreement.Spread(shares, firm.ID, "wages", "支付拖欠的劳动报酬", "转入本人账户", b.at.Date().AddDays(15))}
			res, _, err := agreement.SaveDraft(b.ctx, b.env(), b.mediator, b.cmd(), t)
			return err1(res, err)
		},
		func() error { return err1(agreement.ShowForConsent(b.ctx, b.env(), b.mediator, b.cmd())) },
	}
	for i, f := range steps {
		if err := f(); err != nil {
			return fmt.Errorf("demo group, step %d: %w", i+1, err)
		}
		if slices.Contains([]int{1, 3, 7}, i) {
			b.step(1)
		}
	}
	return nil
}
