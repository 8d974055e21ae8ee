package deskweb

import (
	"strings"
	"testing"

	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/money"
)

// TestOtherWorkers: one line is one worker, in any order of telephone, identity number and amount; each wrong line is named.
func TestOtherWorkers(t *testing.T) {
	id := ident.MakeIDCard("63010219890402123")
	claims := []dispute.ClaimInput{{Code: "wages", Label: "拖欠的工资", Amount: money.Yuan(5000)}, {Code: "overtime", Label: "加班费", Amount: -1}}
	people, own, bad := otherWorkers("马福 13897005555 "+id+" 8000\n\n　韩梅，13897005556\r\n李强、13897005557、12,000元", claims, []string{"migrant"})
	if len(bad) != 0 {
		t.Errorf("%v", bad)
	}
	if len(people) != 3 || own[4].Amount != money.Yuan(12000) || people[0].Secret.ID != id || people[0].IDKind != "idcard" || people[1].IDKind != "pending" || people[1].Secret.Phone != "13897005556" || people[2].Flags[0] != "migrant" {
		t.Errorf("%+v", people)
	}
	if len(own) != 6 || own[0].Amount != money.Yuan(8000) || own[0].Party != 2 || own[1].Amount != -1 || own[2].Amount != -1 || own[2].Party != 3 {
		t.Errorf("%+v", own)
	}
	if _, _, bad := otherWorkers("马福 13897005555 8000 9000", claims, nil); len(bad) != 1 || !strings.Contains(bad[0], "第 1 行") {
		t.Errorf("two amounts: %v", bad)
	}
	if _, _, bad := otherWorkers("张三 110 "+id[:17]+"0 很多", claims, nil); len(bad) < 2 {
		t.Errorf("%v", bad)
	}
}
