package demo

import (
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/prevention"
)

// prevention plays what keeps disputes from arising: two letters of the union, the employer's check, pledge and training, the
// station's register, and an organisation of enterprises that guides employers.
func (b *builder) prevention(s *login.Service, hr, union access.Actor) error {
	chamber, err := b.chamber(s)
	if err != nil {
		return err
	}
	if err := b.letters(hr, union); err != nil {
		return fmt.Errorf("letters: %w", err)
	}
	b.from(8)
	answers := map[string]string{}
	for _, q := range prevention.Questions {
		answers[q.Code] = "yes"
		if q.MayNotApply {
			answers[q.Code] = "na"
		}
	}
	answers["slip"], answers["attend"], answers["committee"] = "no", "no", "no"
	res, err := prevention.TakeCheck(b.ctx, b.env(), hr, answers, b.today.AddDays(20), true, "")
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	b.step(3)
	if err := err1(prevention.Mend(b.ctx, b.env(), hr, matter.Command{MatterID: res.MatterID}, "slip", "本月起发电子工资条，职工手机上能看")); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if err := err1(prevention.MakePledge(b.ctx, b.env(), hr, prevention.PledgeInput{Items: []string{"contract", "wages", "insurance", "voice", "perform"}, OwnWords: "每月 10 日以前发工资", Title: "行政总监", Until: b.today.AddMonths(12), Public: true, Read: true}, "")); err != nil {
		return fmt.Errorf("pledge: %w", err)
	}
	return b.registers(hr, union, chamber)
}

func (b *builder) chamber(s *login.Service) (access.Actor, error) {
	var o org.Org
	err := b.d.Write(b.ctx, func(tx *db.Tx) error {
		id, err := org.Save(b.ctx, tx, org.Org{Kind: "chamber", Name: "演示城东区工商业联合会", County: "630102", Address: "西宁市城东区演示路66号", Demo: true})
		if err != nil {
			return err
		}
		o, err = org.Get(b.ctx, tx, id)
		return err
	})
	if err != nil {
		return access.Actor{}, fmt.Errorf("chamber: %w", err)
	}
	const phone = "19997020001"
	u, _, err := s.CreateUser(b.ctx, access.Job("演示数据"), login.NewUser{LoginName: "gongshang", Name: "赵敏", OrgID: o.ID, OrgName: o.Name, Roles: []access.Role{access.ChamberOfficer}, Password: Password, Demo: true, Phone: phone, PhoneMask: ident.MaskPhone(phone)})
	if err != nil {
		return access.Actor{}, fmt.Errorf("account gongshang: %w", err)
	}
	return u.Actor(), nil
}

func (b *builder) letters(hr, union access.Actor) error {
	b.from(40)
	in := prevention.LetterInput{Grade: prevention.Opinion, Employer: talkFirm, USCC: talkUSCC, Problem: "包装车间 6 名职工 9 月的加班费没有发", Basis: "劳动法第四十四条，劳动合同法第三十一条", Ask: "按考勤补发，以后当月结清", Contact: union.Name, Investigators: "李青、马兰", Workers: 6, Migrants: 5, ReplyBy: b.at.Date().AddDays(15)}
	res, err := prevention.IssueLetter(b.ctx, b.env(), union, in, "")
	if err != nil {
		return err
	}
	on := matter.Command{MatterID: res.MatterID}
	b.step(5)
	if err := err1(prevention.ReplyTo(b.ctx, b.env(), hr, on, prevention.ReplyInput{Kind: "done", Words: "核对考勤后补发 7200 元，附发放表。"})); err != nil {
		return err
	}
	b.step(2)
	if err := err1(prevention.AcceptReply(b.ctx, b.env(), union, on, "看了发放表，问了两名职工，已经拿到", money.Yuan(7200))); err != nil {
		return err
	}
	b.from(5)
	in = prevention.LetterInput{Grade: prevention.Tip, Employer: talkFirm, USCC: talkUSCC, Problem: "有 3 名职工反映合同没有给本人一份", Basis: "劳动合同法第十六条", Ask: "把合同文本补发给职工，请他签收", Contact: union.Name, Workers: 3, ReplyBy: b.today.AddDays(9), Copied: true}
	if _, err = prevention.IssueLetter(b.ctx, b.env(), union, in, ""); err != nil {
		return err
	}
	b.from(4)
	in = prevention.LetterInput{Grade: prevention.ArbAdvice, Employer: talkFirm, USCC: talkUSCC, Problem: "近一年有几件争议都因为没有职工签字的工资支付记录，说不清付过多少", Basis: "工资支付暂行规定第六条第三款", Ask: "每月做工资支付记录，请职工核对签字，保存两年以上", Contact: "仲安", ReplyBy: b.today.AddDays(16), Copied: true}
	if _, err = prevention.IssueLetter(b.ctx, b.env(), b.people["zhongan"], in, ""); err != nil {
		return err
	}
	b.from(2)
	_, err = prevention.FileCommittee(b.ctx, b.env(), hr, prevention.FilingInput{Name: talkFirm + "劳动争议调解委员会", Word: "演青稞", Director: "马兰", DirectorFrom: "union", Workers: "马兰\n多杰", Managers: "周燕\n韩松", SetOn: b.at.Date(), Phone: "0971-0000000"}, "")
	return err
}

func (b *builder) registers(hr, union, chamber access.Actor) error {
	d := func() *db.DB { return b.env().DB }
	b.from(30)
	past, err := prevention.AddCourse(b.ctx, d(), chamber, prevention.Course{Title: "加班和考勤怎么管", Topics: "考勤、加班审批、加班费、工资条", HeldOn: b.today.AddDays(-10), Hours: 3, Place: "区工商联会议室", Seats: 40})
	if err != nil {
		return err
	}
	if err := prevention.Enrol(b.ctx, d(), hr, past, 2, ""); err != nil {
		return err
	}
	b.from(9)
	if err := prevention.SignIn(b.ctx, d(), chamber, past, hr.OrgID, 2); err != nil {
		return err
	}
	if _, err := prevention.AddCourse(b.ctx, d(), union, prevention.Course{Title: "协商和调解：单位怎么做", Topics: "协商回应、和解协议、调解组织怎么建", HeldOn: b.today.AddDays(12), Hours: 4, Place: "区总工会三楼", Seats: 60}); err != nil {
		return err
	}
	b.from(6)
	for _, v := range []prevention.Visit{
		{VisitedOn: b.at.Date(), Name: "才旦某", Phone: "13897060901", Migrant: true, Topic: "wages", Words: "工地欠了两个月工资，包工头说没有钱", Advice: "告诉了协商、调解、投诉和仲裁，帮他写了协商要求书", LedTo: "negotiation"},
		{VisitedOn: b.at.Date(), Name: "没有留名", Topic: "insurance", Words: "问单位不交社会保险怎么办", Advice: "讲了补缴的办法和 12333", LedTo: "advice"}} {
		if err := prevention.AddVisit(b.ctx, d(), b.v, union, v); err != nil {
			return err
		}
	}
	if err := prevention.AddActivity(b.ctx, d(), union, prevention.Activity{HeldOn: b.at.Date(), Kind: "lecture", Place: "演示建筑工地食堂", People: 46, Migrants: 43, Words: "讲了欠薪怎么办、工伤怎么报，发了联系卡"}); err != nil {
		return err
	}
	if err := prevention.AddSupervisor(b.ctx, d(), union, prevention.Supervisor{Name: "马兰", Employer: talkFirm, Card: "演示监督 001", From: b.today.AddMonths(-3), Until: b.today.AddMonths(21)}); err != nil {
		return err
	}
	return prevention.AddGuidance(b.ctx, d(), chamber, prevention.Guidance{Employer: talkFirm, HeldOn: b.at.Date(), Kind: "negotiation", Words: "有渠道，没有专人答复", Result: "定了五天答复，人事专人负责"})
}
