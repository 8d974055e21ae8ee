package org_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/org"
)

func TestRoutingSaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		save(t, d, street("乙街道调委会", "乙街", "630102", "630102002"))
		save(t, d, street("甲街道调委会", "甲街", "630102", "630102001"))
		save(t, d, street("湟中某镇调委会", "湟镇", "630106", "630106100"))
		gone := street("撤销的调委会", "撤街", "630102", "630102001")
		gone.ID = save(t, d, gone)
		gone.Status, gone.Version = "closed", 1
		save(t, d, gone)
		save(t, d, org.Org{Kind: "enterprise", Name: "某公司劳动争议调解委员会", Word: "某企", County: "630202", ParentName: "某公司", ParentUSCC: strings.ToLower(uscc)})
		of := func(kind, word, county, town string) {
			save(t, d, org.Org{Kind: kind, Name: word + "组织", Word: word, County: county, Town: town})
		}
		of("people", "甲民", "630102", "630102001")
		of("people", "乙民", "630102", "630102002")
		of("people", "远民", "630106", "")
		of("centre", "县心", "630102", "")
		of("centre", "州心", "630106", "")
		of("industry", "行业", "630102", "")
		of("institution", "卫生", "630102", "")
		save(t, d, org.Org{Kind: "institution", Name: "某医院调解组织", Word: "某医", County: "630102", ParentName: "某医院", ParentUSCC: hospital})
		for _, c := range []struct {
			where org.Where
			want  string
		}{
			{org.Where{County: "630102", Town: "630102001", Employer: uscc}, "甲街=工作地点所在乡镇（ 某企=对方单位内部的调解 乙街=工作地点所在县（市 县心=工作地点所在县（市 州心=工作地点所在市州仲 行业=工作地点所在县（市 甲民=工作地点所在乡镇（ 乙民=工作地点所在县（市"},
			{org.Where{County: "630102", Town: "630102003", Scope: "labour"}, "甲街=工作地点所在县（市 乙街=工作地点所在县（市 县心=工作地点所在县（市 州心=工作地点所在市州仲 行业=工作地点所在县（市 甲民=工作地点所在县（市 乙民=工作地点所在县（市"},
			{org.Where{County: "630103", Employer: strings.ToLower(uscc) + " "}, "甲街=本县（市、区）还没 某企=对方单位内部的调解 乙街=本县（市、区）还没 湟镇=本县（市、区）还没 县心=工作地点所在市州仲 州心=工作地点所在市州仲"},
			// Personnel disputes go to an institution's organisation or a centre; the employer's own is never first.
			{org.Where{County: "630102", Town: "630102001", Employer: hospital, Scope: "personnel"}, "卫生=工作地点所在县（市 某医=对方单位内部的调解 县心=工作地点所在县（市 州心=工作地点所在市州仲 甲街=工作地点所在乡镇（ 乙街=工作地点所在县（市"},
			// What is no labour dispute is for people's mediation alone.
			{org.Where{County: "630102", Town: "630102002", Employer: uscc, Scope: "civil"}, "乙民=不是劳动争议，由事 甲民=不是劳动争议，由事 远民=不是劳动争议，由本"},
			// A decision of an office is for nobody here.
			{org.Where{County: "630102", Town: "630102002", Employer: uscc, Scope: "administrative"}, ""},
			{org.Where{County: "632801"}, ""},
			{org.Where{County: "63"}, ""},
			{org.Where{Employer: uscc}, "某企=对方单位内部的调解"},
			{org.Where{}, ""},
		} {
			list, err := org.Candidates(ctx, d, c.where)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, x := range list {
				got = append(got, fmt.Sprintf("%s=%.9s", x.Org.Word, x.Reason))
				if c.where.Scope != "" && len(x.Cites()) == 0 {
					t.Errorf("%s is proposed for %s without an article", x.Org.Word, c.where.Scope)
				}
			}
			if g := strings.Join(got, " "); g != c.want {
				t.Errorf("%+v\n got %s\nwant %s", c.where, g, c.want)
			}
		}
	})
}

func TestEveryKindThatMediatesIsKnownToTheTable(t *testing.T) {
	for _, k := range org.Kinds {
		if !org.Mediates(k.Code) {
			continue
		}
		a, err := org.CanMediate(k.Code, "labour", "agrees")
		if err != nil || a.Result != "yes" {
			t.Errorf("%s and a labour dispute: %s, %v", k.Code, a.Result, err)
		}
		if a, err := org.CanMediate(k.Code, "civil", "agrees"); err != nil || (a.Result == "yes") != (k.Code == "people") {
			t.Errorf("%s and a civil dispute: %s, %v", k.Code, a.Result, err)
		}
	}
	if a, err := org.CanMediate("township", "", "agrees"); err != nil || slices.Contains([]string{"yes", "no"}, a.Result) {
		t.Errorf("an unknown scope was decided: %s, %v", a.Result, err)
	}
}
