package dispute

import (
	"context"
	"fmt"

	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
)

// Panel is how many mediators conduct a mediation and who they are (组成), with its articles. Ours says that no rule fixes the
// number and this system does.
type Panel struct {
	Min   int
	Text  string
	Cites []law.Cite
	Ours  bool
}

// panels says who conducts a kind of mediation: one row per kind, and one for a collective dispute of any kind.
var panels = map[string]Panel{
	KindTownship:     {1, "一名以上调解员", ours("调解员人数"), true},
	KindEnterprise:   {1, "调解员或者调解小组，调解员是本企业人员", order17("19", "24"), false},
	KindPeople:       {1, "一名或者数名人民调解员，指定或者由当事人选择", pml("19"), false},
	KindCentre:       {1, "一名以上调解员", ours("调解员人数"), true},
	KindIndustry:     {1, "一名以上调解员", ours("调解员人数"), true},
	KindInstitution:  {1, "一名以上调解员", ours("调解员人数"), true},
	KindTribunal:     {1, "由受托的调解组织指定一名以上调解员", order33("70"), false},
	KindCourt:        {1, "双方协商确定或者指定一名特邀调解员", invited("12", "13"), false},
	KindCourtTrial:   {1, "双方协商确定或者指定一名特邀调解员", invited("12", "13"), false},
	KindCourtSummary: {1, "双方协商确定或者指定一名特邀调解员", invited("12", "13"), false},
}

// ofGroup is the panel of a collective dispute: no rule asks for it; an arbitral tribunal sits with three (33号令5、65).
var ofGroup = Panel{3, "集体争议由三名以上调解员调解，一名主持；不足三名的要双方都同意", append(ours("集体争议三名以上调解员"), order33("65")...), true}

// PanelOf returns who conducts a mediation of a kind.
func PanelOf(kind string, collective bool) Panel {
	if collective {
		return ofGroup
	}
	return panels[kind]
}

// FewMediators marks a collective dispute in which both sides agreed to fewer mediators than its panel asks for.
const FewMediators = "few-mediators"

// Missing returns how many mediators the panel of a matter still lacks. A mediation without any has its own guard.
func Missing(ctx context.Context, q db.Querier, m *matter.Matter) (int, error) {
	if m.HasTag(FewMediators) || m.Holder == "" {
		return 0, nil
	}
	more, err := CoMediators(ctx, q, m.ID)
	if err != nil {
		return 0, err
	}
	return max(0, PanelOf(m.Kind, m.HasTag("collective")).Min-1-len(more)), nil
}

// composed refuses (Blocked) to go on with too few mediators.
func composed(ctx context.Context, c *matter.Change, leaving int) error {
	n, err := Missing(ctx, c, c.Matter)
	if err != nil || c.Matter.HasTag(FewMediators) {
		return err
	}
	p := PanelOf(c.Matter.Kind, c.Matter.HasTag("collective"))
	if leaving > 0 && n == 0 {
		more, err := CoMediators(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		n = max(0, p.Min-1-len(more)+leaving)
	}
	if n == 0 {
		return nil
	}
	return fault.Block("REC-08", fmt.Sprintf("%s（%s），还差 %d 名，请先“增加调解员”；双方都同意由现有的调解员调解的，在“开始调解”里确认", p.Text, law.CiteText(p.Cites), n))
}

// oneOfOurs refuses a mediator who is none of the organisation's, where the organisation has any on record.
func oneOfOurs(ctx context.Context, q db.Querier, orgID, field, id string) error {
	list, err := Mediators(ctx, q, orgID)
	if err != nil || len(list) == 0 {
		return err
	}
	for _, m := range list {
		if m.MediatorID == id {
			return nil
		}
	}
	return fault.BadField(field, "请从本组织的调解员里选择")
}
