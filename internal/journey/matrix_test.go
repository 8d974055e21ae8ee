package journey_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

const matrixPage = "../../docs/access-matrix.md"

// TestAccessMatrixIsCurrent prints who may do what, from the running policy and not from its source: every role in every
// relation to a case, whether the database gives the case, which acts the procedure allows in some state; and every route
// for every role. docs/access-matrix.md is the golden copy, so that no change of access goes unseen. QINGHE_UPDATE=1
// rewrites it.
func TestAccessMatrixIsCurrent(t *testing.T) {
	var b strings.Builder
	b.WriteString("# 谁能做什么\n\n由测试按运行中的规则打印，改动权限时会变。`make generate` 重写。\n\n## 角色 × 与案件的关系 × 动作\n\n")
	b.WriteString("“看得见”问的是数据库按范围是否给出这个案件；动作是程序表在某个状态下允许的，条件另看 [procedures.md](procedures.md)。\n\n| 角色 | 关系 | 看得见 | 身份 | 动作 |\n| --- | --- | --- | --- | --- |\n")
	cells := 0
	d := dbtest.SQLite(t)
	ctx := context.Background()
	c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
	other := casetest.New(t, dbtest.SQLite(t), dispute.KindTownship).File()
	m := c.Matter()
	grants, err := matter.Grants(ctx, d, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	line := func(role access.Role, relation string, a access.Actor) {
		_, err := matter.Get(ctx, d, access.ScopeOf(a), c.ID)
		sees := "—"
		if err == nil {
			sees = "是"
		}
		as := matter.CapacitiesOf(a, m, grants)
		var names []string
		for _, w := range as {
			names = append(names, w.Label())
		}
		var acts []string
		for _, tr := range dispute.TownshipTable.Transitions {
			if slices.ContainsFunc(tr.By, func(w procedure.Who) bool { return slices.Contains(as, w) }) && !slices.Contains(acts, string(tr.Do)) {
				acts = append(acts, string(tr.Do))
			}
		}
		slices.Sort(acts)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", role.Label(), relation, sees, orDash(names), orDash(acts))
		cells++
		if len(acts) > 0 && err != nil {
			t.Errorf("%s, %s: may act on a case that cannot be seen", role, relation)
		}
	}
	for _, role := range access.StaffRoles {
		staff := func(id, org, region string) access.Actor {
			return access.Actor{ID: id, Kind: access.Staff, Roles: []access.Role{role}, OrgID: org, Region: region}
		}
		line(role, "承办人", staff(m.Holder, c.Org.ID, ""))
		line(role, "同一组织", staff("x", c.Org.ID, ""))
		line(role, "其他组织", staff("x", "other", ""))
		line(role, "本县", staff("x", "", m.County))
		line(role, "本市州", staff("x", "", m.Prefecture))
		line(role, "全省", staff("x", "", "63"))
		line(role, "别的县", staff("x", "", "632701"))
		line(role, "别的市州", staff("x", "", "6327"))
	}
	for _, p := range []struct {
		relation string
		actor    access.Actor
	}{{"申请人，号码已核", c.Worker}, {"申请人，只有查询码", unverified(c.Worker)}, {"被申请人，号码已核", c.Employer}, {"被申请人，只有查询码", unverified(c.Employer)}, {"别的案件的当事人", other.Worker}} {
		for _, role := range []access.Role{access.Worker, access.Employer, access.Agent} {
			a := p.actor
			a.Roles = []access.Role{role}
			line(role, p.relation, a)
		}
	}
	fmt.Fprintf(&b, "| %s | %s | — | — | — |\n\n## 页面和接口 × 角色\n\n角色齐全但没有关系的人能否使用这个地址；案件本身还要过上表。\n\n| 地址 | 需要 | 公众 |", "公众", "没有登录")
	s := start(t, dbtest.SQLite(t))
	people := []access.Actor{{}}
	people = append(people, access.Actor{Kind: access.Party, PartyID: "x", Verified: true})
	b.WriteString(" 当事人 |")
	for _, role := range access.StaffRoles {
		people = append(people, access.Actor{ID: "x", Kind: access.Staff, Roles: []access.Role{role}})
		b.WriteString(" " + role.Label() + " |")
	}
	b.WriteString("\n| --- | --- |" + strings.Repeat(" :-: |", len(people)) + "\n")
	routes := s.a.Web.Routes()
	slices.SortFunc(routes, func(a, b web.Route) int { return strings.Compare(a.Pattern+a.Method, b.Pattern+b.Method) })
	for _, r := range routes {
		fmt.Fprintf(&b, "| `%s %s` | %s |", r.Method, r.Pattern, r.Need)
		for _, a := range people {
			cells++
			if r.Need.Allows(a) {
				b.WriteString(" ● |")
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	t.Logf("%d cells", cells)
	if os.Getenv("QINGHE_UPDATE") != "" {
		if err := os.WriteFile(matrixPage, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(matrixPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Errorf("docs/access-matrix.md is stale: look at what changed, then run make generate\n%s", firstDifference(string(want), b.String()))
	}
}

func orDash(list []string) string {
	if len(list) == 0 {
		return "—"
	}
	return strings.Join(list, "、")
}

func unverified(a access.Actor) access.Actor {
	a.Verified = false
	return a
}

// firstDifference returns the first line that is not the same.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "- " + w[i] + "\n+ " + g[i]
		}
	}
	return "one is longer"
}
