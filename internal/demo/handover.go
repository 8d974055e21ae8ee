package demo

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/referral"
)

// bodies are the fictional bodies beside mediation, of the tutorial's county.
var bodies = []struct{ key, kind, name, word, address string }{
	{"union", "union", "演示城东区总工会法律援助工作站", "演东工", "西宁市城东区演示路12号"},
	{"aid", "aid", "演示城东区法律援助中心", "演援", "西宁市城东区演示路5号"},
	{"inspection", "inspection", "演示城东区劳动保障监察大队", "演监", "西宁市城东区演示路6号"},
	{"police", "police", "演示城东区公安分局", "", "西宁市城东区演示路7号"},
	{"bureau", "bureau", "演示城东区人力资源和社会保障局", "演人社", "西宁市城东区演示路3号"},
	{"window", "window", "演示城东区一站式矛盾纠纷调解中心窗口", "演窗", "西宁市城东区演示路8号"},
}

// castBodies makes the bodies that disputes are handed to and back from.
func castBodies(ctx context.Context, d *db.DB, named map[string]org.Org) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		for _, x := range bodies {
			id, err := org.Save(ctx, tx, org.Org{Kind: x.kind, Name: x.name, Word: x.word, County: "630102", Address: x.address, Phone: "0971-0000000", Demo: true})
			if err != nil {
				return fmt.Errorf("%s: %w", x.name, err)
			}
			if named[x.key], err = org.Get(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// handed is one demo hand-over: who hands what to whom, and how far it has come.
type handed struct {
	kind, by, to     string // account that sends, organisation that receives
	worker, employer string
	facts            string
	claim            demoClaim
	left             demoClaim // a claim on which no agreement is reached
	daysAgo          int
	in               func(*referral.Input)
	until            string // prepared, sent, declined, ignored, working, mediating, failed, returned, agreed, done
	ending, number   string
	secondTo         string
}

var sent = []handed{
	{kind: referral.KindAssign, by: "fazheng", to: townOrg, worker: "索南某", employer: "演示青湖餐饮管理有限公司", facts: "申请人在前厅工作，三个月工资没有发，到法院起诉。", claim: demoClaim{"wages", 18600, 4}, daysAgo: 1, until: "sent", in: func(x *referral.Input) { x.OwnNumber = "（2026）青0102民诉前调31号" }},
	{kind: referral.KindAssign, by: "fazheng", to: townOrg, worker: "白玉某", employer: "演示河源物业服务有限公司", facts: "申请人做保洁，离职后押金和最后一个月工资没有结清。", claim: demoClaim{"wages", 9800, 3}, daysAgo: 6, until: "mediating", in: func(x *referral.Input) { x.OwnNumber = "（2026）青0102民诉前调28号" }},
	{kind: referral.KindAssign, by: "fazheng", to: townOrg, worker: "陈国某", employer: "演示三江建筑劳务有限公司", facts: "申请人主张加班费，单位说已经包在工资里。", claim: demoClaim{"overtime", 24300, 9}, daysAgo: 20, until: "failed", in: func(x *referral.Input) { x.OwnNumber = "（2026）青0102民诉前调19号" }},
	{kind: referral.KindAssign, by: "fazheng", to: townOrg, worker: "赵春某", employer: "演示丰源商贸有限公司", facts: "单位拖欠两个月工资，双方对数额没有争议。", claim: demoClaim{"wages", 12000, 4}, daysAgo: 24, until: "done", ending: "filed", in: func(x *referral.Input) { x.OwnNumber = "（2026）青0102民诉前调15号" }},
	{kind: referral.KindAssign, by: "fazheng", to: townOrg, worker: "铁生某", employer: "演示大通河餐饮管理有限公司", facts: "离职时工资没有结清，申请人还主张加班费；工资双方谈成了，加班的时数没有谈拢。", claim: demoClaim{"wages", 13600, 3}, left: demoClaim{"overtime", 5200, 9}, daysAgo: 15, until: "partly", in: func(x *referral.Input) { x.OwnNumber = "（2026）青0102民诉前调22号" }},
	{kind: referral.KindTransfer, by: "qiming", to: townOrg, worker: "贾世某", employer: "演示互助路建筑劳务有限公司", facts: "到区人社局反映欠薪，工作地点在本街道，愿意先调解。", claim: demoClaim{"wages", 8200, 3}, daysAgo: 1, until: "sent", in: func(x *referral.Input) { x.Reason = "unfit" }},
	{kind: referral.KindEntrust, by: "fazheng", to: townOrg, worker: "魏明某", employer: "演示昆仑运输有限公司", facts: "违法辞退赔偿金，已经登记立案。", claim: demoClaim{"unlawful", 42000, 12}, daysAgo: 4, until: "declined", in: func(x *referral.Input) {
		x.Trial, x.Stage, x.OwnNumber = "summary", "accepted", "（2026）青0102民初62号"
	}},
	{kind: referral.KindAdvice, by: "zhongan", to: townOrg, worker: "星文某", employer: "演示晨光教育咨询有限公司", facts: "申请人直接申请仲裁，请求支付未签合同的二倍工资。", claim: demoClaim{"double", 33000, 11}, daysAgo: 1, until: "prepared", in: func(x *referral.Input) { x.Consent, x.ConsentOn = "none", civil.Date{} }},
	{kind: referral.KindAdvice, by: "zhongan", to: townOrg, worker: "贺永某", employer: "演示金川快递有限公司", facts: "派费被扣，申请人没有先调解，直接申请仲裁。", claim: demoClaim{"wages", 7600, 3}, daysAgo: 9, until: "returned", in: func(x *referral.Input) { x.Consent = "applicant" }},
	{kind: referral.KindArbEntrust, by: "zhongan", to: townOrg, worker: "冶海某", employer: "演示高原红餐饮管理有限公司", facts: "已经受理，开庭前双方愿意再谈一次。", claim: demoClaim{"severance", 27000, 14}, daysAgo: 3, until: "mediating", in: func(x *referral.Input) { x.Stage, x.OwnNumber = "accepted", "演劳人仲案字〔2026〕第45号" }},
	{kind: referral.KindTransfer, by: "chuangkou", to: townOrg, worker: "才让某", employer: "演示雪域商贸有限公司", facts: "来窗口反映欠薪，工作地点在本街道。", claim: demoClaim{"wages", 6400, 3}, daysAgo: 9, until: "ignored", in: func(x *referral.Input) { x.Consent = "applicant" }},
	{kind: referral.KindAid, by: "gonghui", to: "aid", worker: "马学某", employer: "演示河湟建筑劳务有限公司", facts: "农民工讨薪，想请律师代理仲裁。", claim: demoClaim{"wages", 31000, 6}, daysAgo: 2, until: "sent"},
	{kind: referral.KindAid, by: "gonghui", to: "aid", worker: "韩世某", employer: "演示安顺建筑劳务有限公司", facts: "工地受伤，单位不管，申请工伤赔偿。", claim: demoClaim{"injury", 68000, 5}, daysAgo: 8, until: "working"},
	{kind: referral.KindInspect, by: "gonghui", to: "inspection", worker: "祁海某", employer: "演示鸿业建筑劳务有限公司", facts: "工地上二十多人工资拖了四个月，项目负责人联系不上。", claim: demoClaim{"wages", 26000, 5}, daysAgo: 12, until: "working"},
}

// handovers plays them, with the court's roster and the arbitrators' areas, and a change of organisation.
func (b *builder) handovers(all []org.Org) error {
	b.at = civil.At(b.today.AddDays(-40), 9, 0)
	start := b.at.Date()
	town := b.named[townOrg]
	d := b.env().DB
	for _, r := range []referral.RosterEntry{{OrgID: town.ID, From: start, Specialty: "劳动报酬"}, {OrgID: town.ID, Mediator: "才让卓玛", From: start, Specialty: "双语调解"}} {
		if err := referral.Enrol(b.ctx, d, b.people["fazheng"], r); err != nil {
			return err
		}
	}
	if err := referral.Connect(b.ctx, d, b.people["zhongan"], "仲安", town.ID, start); err != nil {
		return err
	}
	areas, err := referral.Liaisons(b.ctx, d, b.named[arbOrg].ID)
	if err != nil || len(areas) == 0 {
		return fmt.Errorf("no area: %w", err)
	}
	for i, what := range []string{"指导起草调解协议，讲解仲裁审查的条件", "电话答复加班费的举证责任"} {
		b.step(7)
		if err := referral.LogVisit(b.ctx, b.env().DB, b.people["zhongan"], referral.Visit{LiaisonID: areas[0].ID, Way: []string{"visit", "call"}[i], What: what}); err != nil {
			return err
		}
	}
	for i, h := range sent {
		if err := b.handOver(h, 400+i); err != nil {
			return fmt.Errorf("%s, %s: %w", h.kind, h.worker, err)
		}
	}
	return b.changeOrg(all)
}

// handOver plays one.
func (b *builder) handOver(h handed, n int) error {
	by := b.people[h.by]
	to := b.named[h.to]
	b.o = asOrg(b.named[townOrg])
	b.manager, b.mediator = b.people["majun"], b.people["cairang"]
	b.at = civil.At(b.today.AddDays(-h.daysAgo), 9, 10+n%40)
	if now := b.d.Now() - 3600_000; b.at > now {
		b.at = now
	}
	p := plot{worker: h.worker, employer: h.employer, facts: h.facts, claims: []demoClaim{h.claim}, flags: []string{"migrant"}, usccSeed: n}
	if h.left.code != "" {
		p.claims = append(p.claims, h.left)
	}
	app := b.appOf(p, n, b.named[townOrg])
	in := referral.Input{Kind: h.kind, Receiver: to.ID, Reason: referral.InfoOf(h.kind).Reasons[0].Code, Consent: "both", ConsentOn: b.at.Date(), App: app, Copies: []string{"身份证复印件 1 份", "起诉状、申请书副本 2 份"}, Demo: true}
	if h.kind == referral.KindAid {
		matterOf := map[string]string{"wages": "wage", "injury": "injury"}[h.claim.code]
		in.Reason = h.claim.code
		s, err := referral.Screen("legal-aid", map[string]string{"matter": matterOf, "person": "migrant", "days-left": "120"})
		if err != nil {
			return err
		}
		in.Screening, in.Consent = s, "applicant"
	}
	if h.in != nil {
		h.in(&in)
	}
	res, err := referral.Create(b.ctx, b.env(), by, in, "")
	if err != nil {
		return err
	}
	id := res.MatterID
	cmd := matter.Command{MatterID: id}
	if h.until == "prepared" {
		return nil
	}
	b.at += 40 * 60_000
	if _, err := referral.Send(b.ctx, b.env(), by, cmd); err != nil {
		return err
	}
	if h.until == "sent" {
		return nil
	}
	if h.until == "ignored" {
		b.step(7)
		return err1(referral.LapseAnswerOf(b.ctx, b.env(), id))
	}
	b.step(1)
	receiver := map[string]access.Actor{townOrg: b.manager, "aid": b.people["yuanzhu"], "inspection": b.people["jiancha"]}[h.to]
	if h.until == "declined" {
		return err1(referral.DeclineIt(b.ctx, b.env(), receiver, cmd, "capacity", "本周调解员都在外出，七日内安排不了"))
	}
	if _, err := referral.Accept(b.ctx, b.env(), receiver, cmd, ""); err != nil {
		return err
	}
	switch h.until {
	case "working":
		if h.kind == referral.KindAid {
			b.step(1)
			return err1(referral.AssignAid(b.ctx, b.env(), receiver, cmd, "演示律师事务所 某律师"))
		}
		return b.police(id)
	case "returned":
		b.step(2)
		return err1(referral.ReturnIt(b.ctx, b.env(), receiver, cmd, "no-contact", referral.Report{Advice: "登记的电话停机，上门没有找到人"}))
	}
	r, err := referral.Of(b.ctx, b.d, id)
	if err != nil {
		return err
	}
	b.id = r.TargetID
	if err := b.meet(res.DisputeID); err != nil {
		return err
	}
	if err := b.begin(); err != nil || h.until == "mediating" {
		return err
	}
	b.step(3)
	if h.until == "failed" {
		return err1(referral.ReportBack(b.ctx, b.env(), receiver, cmd, false, referral.Report{Focus: "加班事实和工资里是否包含加班费", Difficulty: "考勤记录只有一个月，双方说法相反", Advice: "请法院责令单位提供考勤和工资台账"}))
	}
	if h.left.code != "" {
		b.only = h.claim.code
	}
	err = b.propose(money.Yuan(h.claim.yuan * 9 / 10))
	b.only = ""
	if err != nil {
		return err
	}
	b.step(1)
	if err := b.effect(); err != nil {
		return err
	}
	b.step(1)
	if h.until == "partly" {
		return err1(referral.ReportPart(b.ctx, b.env(), receiver, cmd, referral.Report{Focus: "延时加班的时数", Difficulty: "考勤记录只有一个月，双方说法相反", Advice: "请法院责令单位提供考勤和工资台账", Cost: "无"}))
	}
	if _, err := referral.ReportBack(b.ctx, b.env(), receiver, cmd, true, referral.Report{}); err != nil {
		return err
	}
	b.step(2)
	return err1(referral.FinishIt(b.ctx, b.env(), by, cmd, h.ending, h.number, ""))
}

// begin takes a mediation that was handed over to its beginning.
func (b *builder) begin() error {
	for _, f := range []func() error{
		func() error {
			return err1(dispute.AcceptMatter(b.ctx, b.env(), b.manager, b.cmd(), b.o, b.mediator.ID, b.mediator.Name))
		},
		func() error { return err1(dispute.DeclareConflict(b.ctx, b.env(), b.mediator, b.cmd(), "none", false)) },
		func() error { return err1(dispute.RightsTold(b.ctx, b.env(), b.mediator, b.cmd())) },
		func() error { return err1(dispute.BeginMediation(b.ctx, b.env(), b.mediator, b.cmd())) },
	} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// police hands the clue of an inspection on to the police, who have no accounts here.
func (b *builder) police(inspection string) error {
	b.step(5)
	s, err := referral.Screen("wage-crime", map[string]string{"able-or-hiding": "yes", "ordered": "yes", "paid-before-case": "no", "months": "4", "people": "22", "one": "26000", "total": "400000", "one-threshold": "10000", "total-threshold": "60000"})
	if err != nil {
		return err
	}
	res, err := referral.Create(b.ctx, b.env(), b.people["jiancha"], referral.Input{Kind: referral.KindPolice, Receiver: b.named["police"].ID, Reason: "crime", Screening: s, SourceID: inspection, Note: "已责令限期支付，到期没有支付"}, "")
	if err != nil {
		return err
	}
	return err1(referral.Send(b.ctx, b.env(), b.people["jiancha"], matter.Command{MatterID: res.MatterID}))
}

// changeOrg asks another organisation to take over a case that is being mediated.
func (b *builder) changeOrg(all []org.Org) error {
	var to org.Org
	for _, o := range all {
		if o.Kind == "township" && o.County == "630102" && o.ID != b.named[townOrg].ID {
			to = o
		}
	}
	var id string
	if err := b.d.QueryRow(b.ctx, `SELECT id FROM matter WHERE org_id=$1 AND state='mediating' AND applicant='韩玉某' ORDER BY id LIMIT 1`, b.named[townOrg].ID).Scan(&id); err != nil {
		return fmt.Errorf("a case to move: %w", err)
	}
	b.at = b.d.Now() - 3*3600_000
	res, err := referral.Create(b.ctx, b.env(), b.people["majun"], referral.Input{Kind: referral.KindMove, Receiver: to.ID, Reason: "conflict", Consent: "both", ConsentOn: b.at.Date(), SourceID: id}, "")
	if err != nil {
		return err
	}
	return err1(referral.Send(b.ctx, b.env(), b.people["majun"], matter.Command{MatterID: res.MatterID}))
}
