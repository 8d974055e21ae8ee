package demo

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/org"
	"qinghe/internal/region"
)

// account is a demo account. Its password and one-time codes are shown on the login page in the demo only.
type account struct {
	login, name, org, region string
	roles                    []access.Role
}

// The organisations that the tutorial uses: keys are those of accounts.
const (
	townOrg = "chengdong"
	firmOrg = "canyin"

	// Bodies beside mediation, in the county of the tutorial.
	courtOrg = "court"
	arbOrg   = "arbitration"
)

var accounts = []account{
	{"cairang", "才让卓玛", townOrg, "", []access.Role{access.Mediator}},
	{"hanmei", "韩梅", townOrg, "", []access.Role{access.Mediator}},
	{"majun", "马俊", townOrg, "", []access.Role{access.OrgAdmin}},
	{"liuwei", "刘伟", firmOrg, "", []access.Role{access.Mediator, access.OrgAdmin}},
	{"fazheng", "法正", courtOrg, "", []access.Role{access.CourtOfficer}},
	{"zhongan", "仲安", arbOrg, "", []access.Role{access.ArbitrationOfficer}},
	{"gonghui", "李青", "union", "", []access.Role{access.UnionOfficer}},
	{"yuanzhu", "何芳", "aid", "", []access.Role{access.AidOfficer}},
	{"jiancha", "马强", "inspection", "", []access.Role{access.Inspector}},
	{"chuangkou", "冶兰", "window", "", []access.Role{access.WindowClerk}},
	{"qiming", "祁明", "bureau", "630102", []access.Role{access.CountyOfficer}},
	{"zhaoli", "赵莉", "", "6301", []access.Role{access.PrefectureOfficer}},
	{"wangqing", "王青", "", "63", []access.Role{access.ProvinceOfficer}},
	{"xitong", "系统管理员（演示）", "", "", []access.Role{access.SystemAdmin}},
	{"anquan", "安全管理员（演示）", "", "", []access.Role{access.SecurityAdmin}},
	{"shenji", "审计员（演示）", "", "", []access.Role{access.Auditor}},
}

// Password is the password of every demo account.
const Password = "Qinghe-demo-2026"

// firmUSCC is the fictional employer whose committee is in the cast.
var firmUSCC = ident.MakeUSCC("91630102MADEM0001")

// shortName drops the words that every county's name ends with, for the organisation's own characters.
func shortName(name string) string {
	r := []rune(name)
	if len(r) > 2 {
		r = r[:2]
	}
	return string(r)
}

// castOrgs makes one township organisation per county, two in the county of the tutorial, and an enterprise committee.
func castOrgs(ctx context.Context, d *db.DB) (map[string]org.Org, []org.Org, error) {
	named := map[string]org.Org{}
	var all []org.Org
	words := map[string]bool{}
	err := d.Write(ctx, func(tx *db.Tx) error {
		clear(named)
		all = all[:0]
		clear(words)
		add := func(key string, o org.Org) error {
			o.Demo = true
			for i, base := 0, o.Word; words[o.Word]; i++ {
				o.Word = base + string([]rune("甲乙丙丁")[i])
			}
			words[o.Word] = true
			id, err := org.Save(ctx, tx, o)
			if err != nil {
				return fmt.Errorf("organisation %s: %w", o.Name, err)
			}
			if o, err = org.Get(ctx, tx, id); err != nil {
				return err
			}
			for i := range 2 {
				if _, err := org.AddRoom(ctx, tx, id, []string{"一号调解室", "二号调解室"}[i], int64(6+4*i)); err != nil {
					return err
				}
			}
			if key != "" {
				named[key] = o
			}
			all = append(all, o)
			return nil
		}
		for _, c := range region.Counties() {
			towns := region.Children(c.Code)
			if len(towns) == 0 {
				continue
			}
			n, key := 1, ""
			if c.Code == "630102" {
				n, key = 2, townOrg
			}
			for i := range n {
				if i > 0 {
					key = ""
				}
				t := towns[i]
				err := add(key, org.Org{Kind: "township", Name: "演示" + shortName(c.Name) + t.Name + "劳动人事争议调解委员会", Word: "演" + shortName(c.Name), County: c.Code, Town: t.Code,
					Address: region.FullName(t.Code) + "演示路1号", Phone: "0971-0000000"})
				if err != nil {
					return err
				}
			}
		}
		for key, o := range map[string]org.Org{
			courtOrg: {Kind: "court", Name: "演示城东区人民法院", Word: "演法", County: "630102", Address: "西宁市城东区演示路200号", Phone: "0971-0000000"},
			arbOrg:   {Kind: "arbitration", Name: "演示城东区劳动人事争议仲裁院", Word: "演城仲", County: "630102", Address: "西宁市城东区演示路201号", Phone: "0971-0000000"},
		} {
			o.Demo = true
			id, err := org.Save(ctx, tx, o)
			if err != nil {
				return fmt.Errorf("organisation %s: %w", o.Name, err)
			}
			if named[key], err = org.Get(ctx, tx, id); err != nil {
				return err
			}
		}
		return add(firmOrg, org.Org{Kind: "enterprise", Name: "演示雪域餐饮集团有限公司劳动争议调解委员会", Word: "演雪域", County: "630102", Town: "630102001", ParentName: "演示雪域餐饮集团有限公司", ParentUSCC: firmUSCC,
			Address: "西宁市城东区演示路88号", Phone: "0971-0000000"})
	})
	return named, all, err
}

// castStaff makes the demo accounts and one mediator for every other organisation.
func castStaff(ctx context.Context, s *login.Service, named map[string]org.Org, all []org.Org) (map[string]access.Actor, map[string]access.Actor, error) {
	job := access.Job("演示数据")
	people := map[string]access.Actor{}
	byOrg := map[string]access.Actor{}
	for i, a := range accounts {
		o := named[a.org]
		u, _, err := s.CreateUser(ctx, job, login.NewUser{LoginName: a.login, Name: a.name, OrgID: o.ID, OrgName: o.Name, Region: a.region, Roles: a.roles, Password: Password, Demo: true,
			Phone: fmt.Sprintf("1999700%04d", i+1), PhoneMask: ident.MaskPhone(fmt.Sprintf("1999700%04d", i+1))})
		if err != nil {
			return nil, nil, fmt.Errorf("account %s: %w", a.login, err)
		}
		people[a.login] = u.Actor()
		if u.OrgID != "" && byOrg[u.OrgID].ID == "" {
			byOrg[u.OrgID] = u.Actor()
		}
	}
	for _, o := range all {
		if byOrg[o.ID].ID == "" {
			byOrg[o.ID] = access.Actor{ID: "demo-" + o.ID, Name: "演示调解员", Kind: access.Staff, Roles: []access.Role{access.Mediator, access.OrgAdmin}, OrgID: o.ID, OrgName: o.Name}
		}
	}
	return people, byOrg, nil
}

// asOrg is what commands need of an organisation.
func asOrg(o org.Org) dispute.Org {
	return dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}
}

// ExampleID is a well-formed identity number of nobody, for tests and screenshots.
var ExampleID = ident.MakeIDCard(ident.Nowhere + "19900101123")
