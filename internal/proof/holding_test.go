package proof_test

import (
	"context"
	"strings"
	"testing"

	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
)

// TestExactlyOneBodyHoldsADispute follows a case through another organisation to its end: the stays follow each other
// without a gap, and nobody holds what has ended.
func TestExactlyOneBodyHoldsADispute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		c := w.File()
		sound(t, d)
		other := casetest.AddOrg(w, "township", "另一街道劳动人事争议调解委员会", "另街")
		c.Must(dispute.RerouteTo(ctx, c.Env(), c.Manager, c.Cmd(), other, dispute.KindTownship, "合同在那边履行"))
		sound(t, d)
		_, err := dispute.WithdrawMatter(ctx, c.Env(), c.Worker, c.Cmd(), "")
		if err != nil {
			t.Fatal(err)
		}
		sound(t, d)
		list, err := matter.Holdings(ctx, d, c.Matter().DisputeID)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 2 || list[0].OrgID != w.Org.ID || list[1].OrgID != other.ID || list[0].EndedAt != list[1].From || list[1].EndedAt == 0 || list[1].Cause != "moved" {
			t.Errorf("the stays are %+v", list)
		}
	})
}

// TestFaultsOfHoldingAreNoticed plants each fault in the rows, so that a silent check is seen.
func TestFaultsOfHoldingAreNoticed(t *testing.T) {
	for want, plant := range map[string]string{
		"没有办理单位":    `DELETE FROM dispute_holding`,
		"没有在走的期限":   `UPDATE clock SET state='stopped'`,
		"不一致":       `UPDATE dispute_holding SET org_id='nobody'`,
		"已经结束":      `UPDATE matter SET open=FALSE`,
		"之间有空当或者重叠": `UPDATE dispute_holding SET cause='moved'`,
	} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			ctx := context.Background()
			casetest.New(t, d, dispute.KindTownship).File()
			sound(t, d)
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, plant); return err }); err != nil {
				t.Fatal(err)
			}
			faults, err := matter.CheckHoldings(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.Join(faults, "\n"), want) {
				t.Errorf("%s went unnoticed: %q", plant, faults)
			}
		})
	}
}

func sound(t *testing.T, d *db.DB) {
	t.Helper()
	faults, err := matter.CheckHoldings(context.Background(), d)
	if err != nil || len(faults) > 0 {
		t.Fatalf("%v %q", err, faults)
	}
}
