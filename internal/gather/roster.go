package gather

import (
	"fmt"
	"io"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/money"
	"qinghe/internal/xlsx"
)

// Sheet is the name of the roster's sheet, Columns those of its columns.
const Sheet = "劳动者名单"

// Columns of the roster, in the order of the template. One line is one claim; a worker with several has several lines.
var Columns = []string{"姓名", "身份证号", "电话", "请求项目", "金额", "开始日期", "结束日期", "代表人", "说明"}

// most is how many lines a roster may have.
const most = 2000

// Person is a worker with their claims, as typed or as read from a roster. Amounts are fen, -1 for none.
type Person struct {
	Name, IDKind, ID, Phone string
	Claims                  []dispute.ClaimInput
	Representative          bool
}

// Template writes an empty roster with an example.
func Template(w io.Writer) error {
	b := xlsx.New()
	s := b.Sheet(Sheet, 1, 16)
	s.Texts(Columns)
	s.Texts([]string{xlsx.Example + "李秀兰", "630102198904021239", "13897001234", "拖欠的工资", "21600", "2025-11-01", "2026-02-28", "是", "一人多项请求的，写多行"})
	return b.Write(w)
}

// claimCode finds the claim of a label, or of its code.
func claimCode(label string) (string, bool) {
	for _, k := range dispute.ClaimKinds {
		if k.Label == label || k.Code == label {
			return k.Code, true
		}
	}
	return "", false
}

// ReadRoster reads a roster. Every wrong cell is named with its line; when there is one, nothing of the roster may be used.
func ReadRoster(r io.Reader) ([]Person, []xlsx.Fault, error) {
	in, err := xlsx.Open(r)
	if err != nil {
		return nil, []xlsx.Fault{{Sheet: Sheet, Line: 1, Message: "这个文件打不开，请用下载的样表填写，存成 .xlsx"}}, nil
	}
	defer in.Close()
	rows, faults, err := in.Rows(Sheet, Columns, most)
	if err != nil || len(faults) > 0 {
		return nil, faults, err
	}
	if len(rows) == 0 {
		return nil, []xlsx.Fault{{Sheet: Sheet, Line: 2, Message: "名单是空的；工作表要叫“" + Sheet + "”"}}, nil
	}
	return readRows(rows)
}

func readRows(rows []xlsx.Row) ([]Person, []xlsx.Fault, error) {
	var list []Person
	var faults []xlsx.Fault
	at := map[string]int{}
	for _, row := range rows {
		bad := func(column int, msg string) {
			faults = append(faults, xlsx.Fault{Sheet: Sheet, Line: row.Line, Column: Columns[column], Message: msg})
		}
		name, id, phone := row.Cells[0], strings.ToUpper(row.Cells[1]), ident.NormalizePhone(row.Cells[2])
		if name == "" {
			bad(0, "请填写姓名")
		}
		if id != "" {
			if _, ok := ident.ParseIDCard(id); !ok {
				bad(1, "身份证号应是 18 位，请对照证件核对；没有的可以不填，身份待核")
			}
		}
		if !ident.ValidPhone(phone) {
			bad(2, "请填写电话，例如 13897001234")
		}
		c := dispute.ClaimInput{Amount: -1, Note: row.Cells[8]}
		var ok bool
		if c.Code, ok = claimCode(row.Cells[3]); !ok {
			bad(3, "请从这些里选："+claimLabels())
		}
		c.Label = dispute.ClaimLabel(c.Code)
		if s := row.Cells[4]; s != "" {
			a, err := money.Parse(s)
			if err != nil || a <= 0 {
				bad(4, "金额应写成数字，例如 21600；算不出可以不填")
			}
			c.Amount = a
		}
		for i, d := range []*civil.Date{&c.From, &c.To} {
			if s := row.Cells[5+i]; s != "" {
				v, err := civil.ParseDate(s)
				if err != nil {
					bad(5+i, "日期应写成 2026-02-28 的样子")
				}
				*d = v
			}
		}
		if !c.From.IsZero() && !c.To.IsZero() && c.To.Before(c.From) {
			bad(6, "结束日期不能早于开始日期")
		}
		rep := row.Cells[7] == "是"
		if row.Cells[7] != "" && row.Cells[7] != "是" && row.Cells[7] != "否" {
			bad(7, "请写“是”或者“否”，不是代表人的可以不填")
		}
		key := phone
		if id != "" {
			key = id
		}
		if i, again := at[key]; again && key != "" {
			if list[i].Name != name {
				bad(0, fmt.Sprintf("和“%s”是同一个证件或者电话，姓名却不一样", list[i].Name))
			}
			list[i].Claims = append(list[i].Claims, c)
			list[i].Representative = list[i].Representative || rep
			continue
		}
		at[key] = len(list)
		p := Person{Name: name, IDKind: "idcard", ID: id, Phone: phone, Claims: []dispute.ClaimInput{c}, Representative: rep}
		if id == "" {
			p.IDKind = "pending"
		}
		list = append(list, p)
	}
	if len(faults) > 0 {
		return nil, faults, nil
	}
	return list, nil, nil
}

func claimLabels() string {
	var list []string
	for _, k := range dispute.ClaimKinds {
		list = append(list, k.Label)
	}
	return strings.Join(list, "、")
}

// Inputs turns people into parties and claims of an application; claims name their party by its place after skip others.
func Inputs(people []Person, skip int) ([]dispute.PartyInput, []dispute.ClaimInput) {
	var parties []dispute.PartyInput
	var claims []dispute.ClaimInput
	for i, p := range people {
		in := dispute.PartyInput{Side: "applicant", Kind: "person", Name: p.Name, IDKind: p.IDKind, Secret: dispute.Secret{ID: p.ID, Phone: p.Phone}}
		if c, ok := ident.ParseIDCard(p.ID); ok {
			in.Secret.Birth, in.Secret.Gender = c.Birth.String(), c.Sex
		}
		parties = append(parties, in)
		for _, c := range p.Claims {
			c.Party = skip + i + 1
			claims = append(claims, c)
		}
	}
	return parties, claims
}
