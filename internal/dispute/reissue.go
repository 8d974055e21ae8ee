package dispute

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/document"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
)

// Rebuild makes the data of a paper anew from what is on record now. The paper's own frozen data says what was typed for
// it. It returns what document.Supersede freezes.
type Rebuild func(ctx context.Context, e Env, c *matter.Change, org Org, old json.RawMessage) (func(number, token string) any, error)

// rebuilds are the forms whose data is not a Snapshot, by form; a package above registers its own.
var rebuilds = map[string]Rebuild{}

// RegisterRebuild registers how a form of a package above is issued again; called from init.
func RegisterRebuild(form string, f Rebuild) { rebuilds[form] = f }

// came returns the papers that were issued with an entry, as they stand now: they are in the journal right after it.
func came(ctx context.Context, c *matter.Change, entries []journal.Entry, entry journal.Entry) ([]document.Paper, error) {
	var list []document.Paper
	for _, x := range entries {
		if x.Kind != "paper" || x.Seq < entry.Seq || x.RecordedAt != entry.RecordedAt {
			continue
		}
		var d struct {
			Document string `json:"document"`
		}
		if err := json.Unmarshal(x.Data, &d); err != nil {
			return nil, fmt.Errorf("read the entry: %w", err)
		}
		p, err := newest(ctx, c, d.Document)
		if err != nil {
			return nil, err
		}
		if p.State != "void" && p.State != "replaced" {
			list = append(list, p)
		}
	}
	return list, nil
}

// reissue issues again, under their numbers with -1, the papers that came with an entry whose day was wrong. A sealed paper
// is left alone: it has no day in it yet.
func reissue(ctx context.Context, e Env, c *matter.Change, org Org, entries []journal.Entry, entry journal.Entry, was, day civil.Date) (int, error) {
	list, err := came(ctx, c, entries, entry)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, p := range list {
		if p.Class == "sealed" {
			continue
		}
		if err := Reissue(ctx, e, c, org, p, was, day); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// voidPapers takes back the papers that came with an entry; their numbers stay taken, with the reason.
func voidPapers(ctx context.Context, c *matter.Change, entries []journal.Entry, entry journal.Entry, reason string) (int, error) {
	list, err := came(ctx, c, entries, entry)
	if err != nil {
		return 0, err
	}
	for i, p := range list {
		if err := document.Void(ctx, c.Tx(), p.ID, "误登记："+strings.TrimSpace(reason)); err != nil {
			return i, err
		}
		if err := c.Event("paper", "作废"+p.Title+"，"+p.Number, journal.Procedural, map[string]any{"void": p.ID, "number": p.Number}); err != nil {
			return i, err
		}
	}
	return len(list), nil
}

// Reissue issues a paper again from what is on record now, under its number with -1; the old one stays as replaced. A day
// that was wrong is replaced in what was typed for it as well; both are zero when no day was.
func Reissue(ctx context.Context, e Env, c *matter.Change, org Org, p document.Paper, was, day civil.Date) error {
	data, err := document.Data(ctx, c, e.Vault, p.ID)
	if err != nil {
		return err
	}
	var fill func(number, token string) any
	if f, ok := rebuilds[p.Form]; ok {
		if fill, err = f(ctx, e, c, org, data); err != nil {
			return err
		}
	} else {
		var old Snapshot
		if err := json.Unmarshal(data, &old); err != nil {
			return fmt.Errorf("read the paper: %w", err)
		}
		for k, v := range old.Extra {
			switch {
			case k == "effective" && v != "":
				old.Extra[k] = c.Matter.EffectiveOn.String()
			case was.IsZero():
			case v == was.String():
				old.Extra[k] = day.String()
			case v == was.Chinese():
				old.Extra[k] = day.Chinese()
			}
		}
		s, err := SnapshotOf(ctx, e, c, org, p.Form, old.Extra)
		if err != nil {
			return err
		}
		fill = func(number, token string) any {
			s.Number, s.Token = number, token
			return s
		}
	}
	_, err = ReplacePaper(ctx, e, c, org, p, fill)
	return err
}

// ReissueWith issues a paper again with what was typed for it changed, such as the text of a record.
func ReissueWith(ctx context.Context, e Env, c *matter.Change, org Org, p document.Paper, extra map[string]string) error {
	s, err := SnapshotOf(ctx, e, c, org, p.Form, extra)
	if err != nil {
		return err
	}
	if err := MustBeComplete(p.Form, s); err != nil {
		return err
	}
	_, err = ReplacePaper(ctx, e, c, org, p, func(number, token string) any {
		s.Number, s.Token = number, token
		return s
	})
	return err
}

// ReplacePaper freezes a new version of a paper and returns its id; the old one stays as replaced.
func ReplacePaper(ctx context.Context, e Env, c *matter.Change, org Org, p document.Paper, fill func(number, token string) any) (string, error) {
	id, number, err := document.Supersede(ctx, c.Tx(), e.Vault, p.ID, document.Order{MatterID: c.Matter.ID, OrgID: org.ID, Prefix: org.Word, Form: p.Form, Title: p.Title,
		Template: TemplateVersion, Class: p.Class, Issuer: org.Name, Audience: p.Audience, IssuedOn: c.Today()}, fill)
	if err != nil {
		return "", err
	}
	return id, c.Event("paper", "重新出具"+p.Title+"，"+number+"，代替"+p.Number, journal.Procedural, map[string]any{"document": id, "replaces": p.ID, "number": number})
}

// newest follows the corrections of a paper to the one that counts now.
func newest(ctx context.Context, c *matter.Change, id string) (document.Paper, error) {
	list, err := document.OfMatter(ctx, c, c.Matter.ID)
	if err != nil {
		return document.Paper{}, err
	}
	for moved := true; moved; {
		moved = false
		for _, p := range list {
			if p.Replaces == id {
				id, moved = p.ID, true
			}
		}
	}
	return document.ByID(ctx, c, id)
}
