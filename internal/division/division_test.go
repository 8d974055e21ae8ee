package division_test

import (
	"context"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/division"
	"qinghe/internal/fault"
	"qinghe/internal/org"
	"qinghe/internal/region"
)

func TestTownshipsAreEnteredAndTakenBack(t *testing.T) {
	t.Cleanup(func() { region.Extend(nil) })
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		region.Extend(nil)
		ctx := context.Background()
		admin := access.Actor{ID: "u", Name: "甲", Kind: access.Staff, Roles: []access.Role{access.SystemAdmin}}
		other := access.Actor{ID: "v", Name: "乙", Kind: access.Staff, Roles: []access.Role{access.SecurityAdmin}}
		enter := func(list ...region.Division) error { return division.Enter(ctx, d, admin, list) }
		if err := enter(region.Division{Code: "630102990", Name: "新设街道"}, region.Division{Code: "630102991", Name: "x"}); !fault.Is(err, fault.Invalid) || region.Known("630102990") {
			t.Errorf("half of a bad list was taken: %v", err)
		}
		if err := division.Enter(ctx, d, other, nil); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
		if err := enter(region.Division{Code: "630102990", Name: "新设街道"}, region.Division{Code: "630102001", Name: "改名街道"}); err != nil {
			t.Fatal(err)
		}
		if err := enter(region.Division{Code: "630102990", Name: "新名街道"}); err != nil {
			t.Fatal(err)
		}
		list, err := division.List(ctx, d)
		if err != nil || len(list) != 2 || region.Name("630102990") != "新名街道" || region.Name("630102001") != "改名街道" {
			t.Fatalf("%+v %v", list, err)
		}
		region.Extend(nil) // another instance
		if err := division.Refresh(ctx, d); err != nil || region.Name("630102990") != "新名街道" {
			t.Error("a second instance does not know it", err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			_, err := org.Save(ctx, tx, org.Org{Kind: "township", Name: "新名街道调解委员会", Word: "新名", County: "630102", Town: "630102990"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for code, kind := range map[string]fault.Kind{"630102990": fault.Blocked, "630102002": fault.NotFound} {
			if err := division.TakeBack(ctx, d, admin, code); !fault.Is(err, kind) {
				t.Errorf("%s: %v", code, err)
			}
		}
		if err := division.TakeBack(ctx, d, other, "630102001"); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
		if err := division.TakeBack(ctx, d, admin, "630102001"); err != nil || region.Name("630102001") != "东关大街街道" {
			t.Error(err)
		}
	})
}
