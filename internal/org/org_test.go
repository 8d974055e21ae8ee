package org_test

import (
	"context"
	"testing"

	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/org"
)

var (
	ctx  = context.Background()
	uscc = ident.MakeUSCC("91630100MA7TE5T00")

	hospital = ident.MakeUSCC("12630100MA7TE5T01")
)

func save(t *testing.T, d *db.DB, o org.Org) string {
	t.Helper()
	var id string
	err := d.Write(ctx, func(tx *db.Tx) (err error) { id, err = org.Save(ctx, tx, o); return err })
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func street(name, word, county, town string) org.Org {
	return org.Org{Kind: "township", Name: name, Word: word, County: county, Town: town}
}

func TestWhatIsWrongWithAnOrganisation(t *testing.T) {
	good := org.Org{Kind: "enterprise", Name: "甲公司劳动争议调解委员会", Word: "甲企", County: "630102", Town: "630102001", ParentName: "甲公司", ParentUSCC: uscc, Phone: "0971-1234567"}
	if err := org.Check(good); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*org.Org){
		"kind":        func(o *org.Org) { o.Kind = "club" },
		"name":        func(o *org.Org) { o.Name = " " },
		"word":        func(o *org.Org) { o.Word = "abc" },
		"county":      func(o *org.Org) { o.County, o.Town = "630199", "" },
		"town":        func(o *org.Org) { o.Town = "630103001" },
		"parent_name": func(o *org.Org) { o.ParentName = "" },
		"parent_uscc": func(o *org.Org) { o.ParentUSCC = uscc[:17] + "?" },
		"phone":       func(o *org.Org) { o.Phone = "1234567" },
	} {
		o := good
		spoil(&o)
		f := fault.As(org.Check(o))
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("spoilt %s: %+v", field, f)
		}
	}
	if err := org.Check(org.Org{Kind: "bureau", Name: "某市人力资源和社会保障局", Prefecture: "6301"}); err != nil {
		t.Errorf("a bureau needs no county and no word: %v", err)
	}
}

func TestSave(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id := save(t, d, street(" 甲街道调委会 ", "甲街", "630102", "630102001"))
		o, err := org.Get(ctx, d, id)
		if err != nil || o.Name != "甲街道调委会" || o.Prefecture != "6301" || o.Status != "active" || o.Version != 1 {
			t.Fatalf("%+v %v", o, err)
		}
		for _, twin := range []org.Org{street("乙街道调委会", "甲街", "630102", ""), street("甲街道调委会", "乙街", "630102", "")} {
			err := d.Write(ctx, func(tx *db.Tx) error { _, err := org.Save(ctx, tx, twin); return err })
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("a twin was saved: %v", err)
			}
		}
		o.County, o.Town = "630202", "630202001" // it moved
		save(t, d, o)
		err = d.Write(ctx, func(tx *db.Tx) error { _, err := org.Save(ctx, tx, o); return err })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale change passed: %v", err)
		}
		if o, err = org.Get(ctx, d, id); err != nil || o.Prefecture != "6302" || o.Version != 2 {
			t.Errorf("%+v %v", o, err)
		}
		if _, err := org.Get(ctx, d, "none"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
		o.Status = "closed"
		save(t, d, o)
		for want, closed := range map[int]bool{0: false, 1: true} {
			for _, where := range []string{"", "63", "6302", "630202"} {
				if list, err := org.List(ctx, d, where, "township", closed); err != nil || len(list) != want {
					t.Errorf("in %q, closed %v: %d, %v", where, closed, len(list), err)
				}
			}
		}
		if list, err := org.List(ctx, d, "6301", "", true); err != nil || len(list) != 0 {
			t.Errorf("elsewhere: %v %v", list, err)
		}
	})
}

func TestRooms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, b := save(t, d, street("甲街道调委会", "甲街", "630102", "")), save(t, d, street("乙街道调委会", "乙街", "630102", ""))
		var room string
		if err := d.Write(ctx, func(tx *db.Tx) (err error) { room, err = org.AddRoom(ctx, tx, a, " 一号室 ", 8); return err }); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"一号室", " "} {
			err := d.Write(ctx, func(tx *db.Tx) error { _, err := org.AddRoom(ctx, tx, a, name, 8); return err })
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("room %q: %v", name, err)
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return org.CloseRoom(ctx, tx, b, room) }); err != nil {
			t.Fatal(err)
		}
		if rooms, err := org.Rooms(ctx, d, a); err != nil || len(rooms) != 1 || rooms[0].Name != "一号室" {
			t.Errorf("another organisation closed it: %v %v", rooms, err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return org.CloseRoom(ctx, tx, a, room) }); err != nil {
			t.Fatal(err)
		}
		if rooms, err := org.Rooms(ctx, d, a); err != nil || len(rooms) != 0 {
			t.Errorf("%v %v", rooms, err)
		}
	})
}
