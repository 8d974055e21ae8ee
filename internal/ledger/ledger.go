package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/xlsx"
)

// Column is a column of the ledger. Aliases are heads under which other ledgers carry it.
type Column struct {
	Code, Head string
	Aliases    []string
	Must       bool
	Only       string // "in": read but never written, since the export masks it
}

// Columns lists them in the order of the export.
var Columns = []Column{
	{Code: "seq", Head: "序号", Aliases: []string{"编号序号", "No"}},
	{Code: "number", Head: "案号", Aliases: []string{"编号", "案件编号", "案件号", "文号", "卷号"}},
	{Code: "applicant", Head: "申请人", Aliases: []string{"申请人姓名", "劳动者", "劳动者姓名", "申请方"}, Must: true},
	{Code: "respondent", Head: "被申请人", Aliases: []string{"用人单位", "单位名称", "被申请单位", "对方当事人", "被申请方"}, Must: true},
	{Code: "subject", Head: "类型", Aliases: []string{"争议类型", "案由", "请求事项", "诉求", "纠纷类型"}, Must: true},
	{Code: "claimed", Head: "请求金额（元）", Aliases: []string{"请求金额", "涉案金额", "涉及金额", "标的额"}},
	{Code: "people", Head: "人数", Aliases: []string{"涉及人数", "劳动者人数"}},
	{Code: "source", Head: "来源", Aliases: []string{"案件来源", "受理渠道"}},
	{Code: "kind", Head: "种类", Aliases: []string{"调解种类", "案件种类", "调解组织类型"}},
	{Code: "received", Head: "收到日期", Aliases: []string{"收案日期", "申请日期", "登记日期", "收到时间"}, Must: true},
	{Code: "accepted", Head: "受理日期", Aliases: []string{"受理时间", "立案日期"}},
	{Code: "closed", Head: "办结日期", Aliases: []string{"结案日期", "结案时间", "办结时间"}},
	{Code: "state", Head: "状态", Aliases: []string{"办理状态", "案件状态", "进度"}},
	{Code: "outcome", Head: "结果", Aliases: []string{"处理结果", "调解结果", "结案方式"}},
	{Code: "agreed", Head: "协议金额（元）", Aliases: []string{"协议金额", "调解金额", "达成金额"}},
	{Code: "paid", Head: "到账金额（元）", Aliases: []string{"到账金额", "履行金额", "支付金额"}},
	{Code: "holder", Head: "承办人", Aliases: []string{"调解员", "经办人", "承办调解员"}},
	{Code: "remark", Head: "备注", Aliases: []string{"说明", "附注"}},
	{Code: "id", Head: "申请人证件号码", Aliases: []string{"身份证号", "身份证号码", "证件号码"}, Only: "in"},
	{Code: "phone", Head: "申请人电话", Aliases: []string{"联系电话", "电话", "手机号"}, Only: "in"},
	{Code: "uscc", Head: "统一社会信用代码", Aliases: []string{"信用代码", "单位统一社会信用代码"}, Only: "in"},
}

// Heads are the heads of the export.
func Heads() []string {
	var out []string
	for _, c := range Columns {
		if c.Only == "" {
			out = append(out, c.Head)
		}
	}
	return out
}

// Outcomes are the results of a case as the ledger shows them.
var Outcomes = []struct{ Code, Label string }{
	{"agreed", "达成协议"}, {"performed", "履行完毕"}, {"defaulted", "未履行"}, {"failed", "调解不成"}, {"rejected", "不予受理"}, {"withdrawn", "撤回"},
}

// OutcomeLabel returns what the ledger shows for a result.
func OutcomeLabel(code string) string {
	for _, o := range Outcomes {
		if o.Code == code {
			return o.Label
		}
	}
	return ""
}

// Entry is a row of the ledger as written: the case, and its remark beside the tags.
type Entry struct {
	M      *matter.Matter
	Remark string
}

// WithRemarks adds the remarks of imported rows to cases.
func WithRemarks(ctx context.Context, q db.Querier, list []*matter.Matter) ([]Entry, error) {
	out := make([]Entry, len(list))
	at := map[string]int{}
	for i, m := range list {
		out[i].M = m
		at[m.ID] = i
	}
	for part := range slices.Chunk(list, 500) {
		args := make([]any, len(part))
		marks := make([]string, len(part))
		for i, m := range part {
			args[i], marks[i] = m.ID, fmt.Sprintf("$%d", i+1)
		}
		rows, err := q.Query(ctx, `SELECT matter_id, remark FROM ledger_entry WHERE remark<>'' AND matter_id IN (`+strings.Join(marks, ",")+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("read remarks: %w", err)
		}
		for rows.Next() {
			var id, remark string
			if err := rows.Scan(&id, &remark); err != nil {
				rows.Close()
				return nil, err
			}
			out[at[id]].Remark = remark
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Cells is the row of an entry under Heads, amounts as numbers. n is its place in the sheet. A draft's amount is not in
// the row of a case and cannot be in its ledger.
func (e Entry) Cells(n int) []any {
	m := e.M
	var remark []string
	for _, t := range m.Tags {
		if label := dispute.TagLabel(t); label != "" {
			remark = append(remark, label)
		}
	}
	if e.Remark != "" {
		remark = append(remark, e.Remark)
	}
	return []any{n, m.Number, m.Applicant, m.Respondent, m.Subject, xlsx.Yuan(m.Claimed), m.People, m.Source, matter.KindTitle(m.Kind), m.ReceivedOn.String(), m.AcceptedOn.String(), m.ClosedOn.String(),
		matter.StateOf(m).Label, OutcomeLabel(m.Outcome), xlsx.Yuan(m.Agreed), xlsx.Yuan(m.Paid), m.HolderName, strings.Join(remark, "、")}
}

// Guess matches the heads of a sheet with the columns: the same word first, then an alias. -1 is a column that the sheet
// does not have.
func Guess(heads []string) map[string]int {
	out := map[string]int{}
	used := map[int]bool{}
	plain := func(s string) string {
		return strings.NewReplacer(" ", "", "　", "", "(", "（", ")", "）", "\n", "").Replace(strings.TrimSpace(s))
	}
	find := func(code, word string) {
		if _, done := out[code]; done {
			return
		}
		for i, h := range heads {
			if !used[i] && plain(h) == plain(word) {
				out[code], used[i] = i, true
				return
			}
		}
	}
	for _, c := range Columns {
		find(c.Code, c.Head)
	}
	for _, c := range Columns {
		for _, a := range c.Aliases {
			find(c.Code, a)
		}
	}
	for _, c := range Columns {
		if _, ok := out[c.Code]; !ok {
			out[c.Code] = -1
		}
	}
	return out
}
