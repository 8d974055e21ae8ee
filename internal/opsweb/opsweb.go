// Package opsweb is the operations page (运行情况) for the system administrator: jobs, the outbox, the database, the disk and
// the journal's anchor, with what can be mended on a screen. It shows nothing of a case and nobody's data.
// Read first: Routes.
package opsweb

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/job"
	"qinghe/internal/matter"
	"qinghe/internal/notify"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the page needs. Channels says which gateways are configured.
type Deps struct {
	DB                  *db.DB
	DataDir, AnchorsDir string
	Channels            map[notify.Channel]bool
}

type pages struct{ Deps }

// Routes registers the page.
func Routes(app *web.App, d Deps) {
	p := &pages{d}
	need := access.AnyOf(access.SystemAdmin)
	app.Handle("GET /desk/ops", need, p.show)
	app.Handle("POST /desk/ops/jobs/{id}/retry", need, p.retry)
	app.Handle("POST /desk/ops/notices/{id}/resolve", need, p.resolve)
	app.Nav(web.NavItem{Group: "管理", Label: "运行情况", Href: "/desk/ops", Need: need})
}

type showPage struct {
	Said      string
	Facts     []fact
	Jobs      []countRow
	Stuck     []jobRow
	Outbox    []outboxRow
	Troubled  []noticeRow
	Schedules []scheduleRow
}

// fact is one line of the page's head. Tag is the colour of its word, empty when it is well.
type fact struct{ Label, Value, Word, Tag string }

type countRow struct {
	Label string
	N     int
}

type jobRow struct {
	ID, Kind, State, When, Error string
	Attempts                     int
	Dead                         bool
}

type outboxRow struct {
	Channel, Note                string
	Queued, Sent, Failed, Unsure int
}

type noticeRow struct {
	ID, Channel, Title, State, When, Error string
	Attempts                               int
}

type scheduleRow struct{ Name, Last, Next, Error string }

var showView = web.MustPage[showPage](files, "show.tmpl")

var said = map[string]string{"retry": "已经重新排队。", "again": "已经重新排队发送，用的还是原来的消息号，网关不会重复发。", "sent": "已经记为发过。"}

// plain shortens an error and masks the numbers in it: a gateway may repeat a telephone number.
func plain(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200]) + "…"
	}
	return ident.MaskText(s)
}

var (
	jobStates   = []struct{ code, label string }{{"queued", "排队"}, {"running", "正在做"}, {"done", "做完"}, {"dead", "多次失败，停下"}}
	scheduleSay = map[string]string{"clocks": "期限检查", "notices": "发送通知", "drafts": "清理过期草稿", "sessions": "清理登录", "anchor": "流水留痕", "files": "清理没有用到的文件"}
)

func (p *pages) show(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	v := showPage{Said: said[r.URL.Query().Get("done")]}
	var err error
	if v.Facts, err = p.facts(ctx, r); err != nil {
		return err
	}
	counts, err := job.Counts(ctx, p.DB)
	if err != nil {
		return err
	}
	labels := map[string]string{}
	for _, s := range jobStates {
		v.Jobs = append(v.Jobs, countRow{s.label, counts[s.code]})
		labels[s.code] = s.label
	}
	stuck, err := job.Stuck(ctx, p.DB, 100)
	if err != nil {
		return err
	}
	for _, j := range stuck {
		v.Stuck = append(v.Stuck, jobRow{j.ID, j.Kind, labels[j.State], j.CreatedAt.String(), plain(j.LastError), j.Attempts, j.State == "dead"})
	}
	schedules, err := job.Schedules(ctx, p.DB)
	if err != nil {
		return err
	}
	for _, s := range schedules {
		name := scheduleSay[s.Name]
		if name == "" {
			name = s.Name
		}
		last := "还没有做过"
		if s.LastAt != 0 {
			last = s.LastAt.String()
		}
		v.Schedules = append(v.Schedules, scheduleRow{name, last, s.NextAt.String(), plain(s.LastError)})
	}
	outbox, err := notify.Counts(ctx, p.DB)
	if err != nil {
		return err
	}
	for _, c := range []notify.Channel{notify.SMS, notify.Mail} {
		n := outbox[c]
		row := outboxRow{Channel: notify.View{Channel: c}.ChannelLabel(), Queued: n["queued"] + n["sending"], Sent: n["sent"], Failed: n["failed"], Unsure: n["unknown"]}
		if !p.Channels[c] {
			row.Note = "没有配置，待发的一直等着"
		}
		v.Outbox = append(v.Outbox, row)
	}
	troubled, err := notify.Troubled(ctx, p.DB)
	if err != nil {
		return err
	}
	for _, n := range troubled {
		v.Troubled = append(v.Troubled, noticeRow{n.ID, n.ChannelLabel(), n.Title, n.StateLabel(), n.CreatedAt.String(), plain(n.LastError), n.Attempts})
	}
	return showView.Render(w, r, http.StatusOK, v)
}

func (p *pages) facts(ctx context.Context, r *web.Request) ([]fact, error) {
	engine := map[db.Engine]string{db.SQLite: "SQLite（一个文件）", db.Postgres: "PostgreSQL"}[p.DB.Engine()]
	list := []fact{{"程序", version(), "", ""}, {"现在", r.Now.String() + "（北京时间）", "", ""}, {"数据库", engine, "", ""}}
	pending, err := p.DB.Pending(ctx)
	if err != nil {
		return nil, fmt.Errorf("migration state: %w", err)
	}
	m := fact{"数据库结构", "最新", "正常", "jade"}
	if pending > 0 {
		m = fact{"数据库结构", fmt.Sprintf("有 %d 步没有升级，请运行 qinghe migrate", pending), "要处理", "red"}
	}
	held := fact{"办理单位", "每件没有办结的争议都有一个，期限在走", "正常", "jade"}
	faults, err := matter.CheckHoldings(ctx, p.DB)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		held = fact{"办理单位", fmt.Sprintf("有 %d 处不对，运行 qinghe verify 看是哪几件", len(faults)), "要处理", "red"}
	}
	list = append(list, m, held, disk(p.DataDir), p.anchor(r.Today()), fact{"放假安排", matter.Calendar().Version(), "", ""})
	return list, nil
}

// version is what the build recorded of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return runtime.Version()
	}
	text := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			text += "，" + s.Value[:12]
		}
	}
	return text + "，" + runtime.Version() + "，" + runtime.GOOS + "/" + runtime.GOARCH
}

const gib = 1 << 30

func disk(dir string) fact {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return fact{"磁盘", "读不了数据目录", "要处理", "red"}
	}
	free := int64(s.Bavail) * int64(s.Bsize)
	f := fact{"磁盘", fmt.Sprintf("还有 %.1f GB", float64(free)/gib), "正常", "jade"}
	switch {
	case free < gib:
		f.Word, f.Tag = "快满了，马上清理", "red"
	case free < 5*gib:
		f.Word, f.Tag = "尽快清理", "barley"
	}
	return f
}

// anchor tells the day of the newest anchor of the journal; more than a day old says that it stopped.
func (p *pages) anchor(today civil.Date) fact {
	entries, err := os.ReadDir(p.AnchorsDir)
	var newest civil.Date
	if err == nil {
		for _, e := range slices.Backward(entries) { // by name, which is the day
			if d, err := civil.ParseDate(strings.TrimSuffix(e.Name(), ".txt")); err == nil {
				newest = d
				break
			}
		}
	}
	switch {
	case newest.IsZero():
		return fact{"流水留痕", "还没有", "等第一次", "barley"}
	case newest.Before(today):
		return fact{"流水留痕", newest.Chinese(), "今天还没有", "barley"}
	}
	return fact{"流水留痕", newest.Chinese(), "正常", "jade"}
}

func (p *pages) retry(w http.ResponseWriter, r *web.Request) error {
	if err := job.Retry(r.Context(), p.DB, r.PathValue("id")); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/ops?done=retry")
	return nil
}

func (p *pages) resolve(w http.ResponseWriter, r *web.Request) error {
	answer := r.PostFormValue("answer")
	if answer != "again" && answer != "sent" {
		return fault.BadField("answer", "请选择再发一次，或者记为已发")
	}
	if err := notify.Resolve(r.Context(), p.DB, r.PathValue("id"), r.Actor.ID, answer == "again"); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/ops?done="+answer)
	return nil
}
