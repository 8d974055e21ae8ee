package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/journal"
	"qinghe/internal/login"
)

// anchorLag is how far behind the clock an anchor stands: what is being written at this moment, here or by another
// instance whose clock differs a little, is none of it yet.
const anchorLag = 10 * time.Minute

// anchorForm begins a line that can be checked: form, instant in milliseconds, chains and digest of the journal, number and
// hash of the last entry of the account log.
const anchorForm = "anchor2"

// anchor writes the ends of all journal chains and of the account log to a file outside the database, one a day, so that
// records rewritten as a whole do not match what was written down before.
func (a *App) anchor(ctx context.Context) error {
	dir := a.Cfg.Anchors()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("anchor: %w", err)
	}
	name := filepath.Join(dir, a.DB.Today().String()+".txt")
	if _, err := os.Stat(name); err == nil {
		return nil // today's anchor stands; it is never overwritten
	}
	at := a.DB.Now().Add(-anchorLag)
	heads, err := journal.HeadsAt(ctx, a.DB, at)
	if err != nil {
		return err
	}
	seq, hash, err := login.EventsHead(ctx, a.DB, at)
	if err != nil {
		return err
	}
	return os.WriteFile(name, []byte(fmt.Sprintf("%s %d %d %s %d %s\n", anchorForm, at, heads[0].Chains, heads[0].Sum, seq, hash)), 0o600)
}

// Anchors is what the check of the anchors found.
type Anchors struct {
	Checked, Old int
	Broken       string // the first that does not agree, in Chinese
}

// VerifyAnchors holds every anchor in a folder, the oldest first, against what the journal and the account log hold up to
// its moment. An anchor that does not agree means that something recorded before it was changed, added or taken away after
// it was written. Anchors of an earlier form are counted apart; they name no moment.
func VerifyAnchors(ctx context.Context, d *db.DB, dir string) (Anchors, error) {
	var out Anchors
	names, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return out, err
	}
	slices.Sort(names)
	type anchor struct {
		day, sum, hash string
		at             civil.Instant
		chains, seq    int64
	}
	var list []anchor
	var at []civil.Instant
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return out, err
		}
		x := anchor{day: strings.TrimSuffix(filepath.Base(name), ".txt")}
		text := strings.TrimSpace(string(b))
		if !strings.HasPrefix(text, anchorForm+" ") {
			out.Old++
			continue
		}
		if n, _ := fmt.Sscanf(text, anchorForm+" %d %d %s %d %s", &x.at, &x.chains, &x.sum, &x.seq, &x.hash); n < 4 {
			out.Broken = x.day + " 的校验值文件读不懂，可能被改过"
			return out, nil
		}
		list, at = append(list, x), append(at, x.at)
	}
	heads, err := journal.HeadsAt(ctx, d, at...)
	if err != nil {
		return out, err
	}
	for i, x := range list {
		since := "之前"
		if i > 0 {
			since = "、" + list[i-1].day + " 以后"
		}
		if h := heads[i]; h.Chains != x.chains || h.Sum != x.sum {
			out.Broken = fmt.Sprintf("%s 的校验值和流水对不上：这天%s记下的流水，后来被改写、增加或者删去（当时 %d 个办件，现在按当时算 %d 个）", x.day, since, x.chains, h.Chains)
			return out, nil
		}
		seq, hash, err := login.EventsHead(ctx, d, x.at)
		if err != nil {
			return out, err
		}
		if seq != x.seq || hash != x.hash {
			out.Broken = fmt.Sprintf("%s 的校验值和账号日志对不上：这天%s的账号日志后来被改写、增加或者删去（当时到第 %d 条，现在按当时算到第 %d 条）", x.day, since, x.seq, seq)
			return out, nil
		}
		out.Checked++
	}
	return out, nil
}
