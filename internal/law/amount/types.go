package amount

import (
	"qinghe/internal/civil"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/money"
)

// Type is the kind of an input.
type Type string

const (
	Money  Type = "money"  // yuan, at most two decimals, 0 to 1,000,000,000
	Number Type = "number" // decimal of at most six places, 0 to 100,000
	Count  Type = "count"  // whole number, 0 to 100,000
	Ratio  Type = "ratio"  // 0.7 or 70%, 0 to 100
	Date   Type = "date"   // 2026-11-24
	Flag   Type = "flag"   // 是 or 否
	Pick   Type = "choice" // one of Options
)

// Choice is one option of a Pick input.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Input is one thing a head asks for. Default is set only where the law gives it or where silence means that the special
// circumstance is not claimed; DefaultWhy says which.
type Input struct {
	Name       string    `json:"name"`
	Label      string    `json:"label"`
	Unit       string    `json:"unit,omitempty"`
	Type       Type      `json:"type"`
	Required   bool      `json:"required"`
	Default    string    `json:"default,omitempty"`
	DefaultWhy string    `json:"defaultWhy,omitempty"`
	Help       string    `json:"help,omitempty"`
	Options    []Choice  `json:"options,omitempty"`
	Param      param.Key `json:"parameter,omitempty"` // looked up by region and On when not given
	On         string    `json:"parameterDate,omitempty"`
}

// Payer is who owes the amount.
type Payer string

const (
	Employer Payer = "单位"
	Fund     Payer = "工伤保险基金"
	Medical  Payer = "医疗保险（生育保险）基金"
	Worker   Payer = "劳动者"
	Court    Payer = "交给法院"
)

// Finality says under which item of 调解仲裁法第四十七条 an award on the head can be final.
type Finality string

const (
	FinalByAmount Finality = "by-amount" // 第一项：单项不超过当地月最低工资十二个月
	FinalAlways   Finality = "always"    // 第二项：因执行国家劳动标准在工时、休假、社会保险等方面
	NotFinal      Finality = "none"
)

// Head is one kind of claim (请求项目).
type Head struct {
	ID       law.ID      `json:"head"`
	Name     string      `json:"name"`
	Formula  string      `json:"formula"`
	Cites    []law.Cite  `json:"articles"`
	Checked  law.Checked `json:"checked"`        // how far the articles of the formula were checked
	Note     string      `json:"note,omitempty"` // what is a reading of ours (口径), or was not checked
	Payer    Payer       `json:"payer"`
	Finality Finality    `json:"finality"`
	Inputs   []Input     `json:"inputs"`

	compute func(*calc) num
}

// Direction says what a missing thing could do to the amount.
type Direction string

const (
	Lowers Direction = "lower"  // could only lower it
	Raises Direction = "raise"  // could only raise it
	Either Direction = "either" // could move it both ways
	Blocks Direction = "blocks" // without it there is no amount
)

// Missing is one thing that is not known, and what it would change.
type Missing struct {
	Name      string    `json:"name"`
	Label     string    `json:"label"`
	Direction Direction `json:"direction"`
	Effect    string    `json:"effect"`
	Parameter param.Key `json:"parameter,omitempty"`
}

// Status says how far an amount can be relied on.
type Status string

const (
	Computed   Status = "computed"   // nothing is missing
	AtMost     Status = "at-most"    // what is missing could only lower it
	AtLeast    Status = "at-least"   // what is missing could only raise it
	Pending    Status = "pending"    // what is missing could move it both ways
	Incomplete Status = "incomplete" // no amount without what is missing
)

// Chinese returns what a user reads before the figure.
func (s Status) Chinese() string {
	switch s {
	case Computed:
		return "已算出"
	case AtMost:
		return "最多（待核）"
	case AtLeast:
		return "至少（待核）"
	case Pending:
		return "待核"
	case Incomplete:
		return "还算不出"
	}
	return string(s)
}

// Sensitivity is what one change of one input does to the amount.
type Sensitivity struct {
	Name   string    `json:"name"`
	Label  string    `json:"label"`
	Change string    `json:"change"` // 多 100 元, 晚 1 天, 改为“是”
	Delta  money.Fen `json:"-"`
	Yuan   string    `json:"delta"` // yuan, signed, two decimals
}

// Result is the answer for one head. Amount is in fen; Yuan is the same in yuan with two decimals, empty when Status is
// Incomplete, so that no missing amount can be read as nothing owed.
type Result struct {
	Head        law.ID         `json:"head"`
	Name        string         `json:"name"`
	Amount      money.Fen      `json:"-"`
	Yuan        string         `json:"amount"`
	Per         string         `json:"per,omitempty"` // "月" when the amount is due every month
	Status      Status         `json:"status"`
	StatusText  string         `json:"statusText"`
	AtMost      bool           `json:"atMost"`
	Payer       Payer          `json:"payer"`
	Region      string         `json:"region,omitempty"`
	Rounding    Rounding       `json:"rounding"`
	Steps       law.Derivation `json:"steps"`
	Missing     []Missing      `json:"missing"`
	Warnings    []string       `json:"warnings"`
	Unverified  []string       `json:"unverified"`
	Sensitivity []Sensitivity  `json:"sensitivity"`
	Other       *Result        `json:"other,omitempty"` // under Options.AlsoRegion, when it differs
}

// Options are the choices that are not facts of the claim.
type Options struct {
	Rounding      Rounding
	Region        string          // division code for parameters when the input "region" is not given; "" means 63
	AlsoRegion    string          // a second region, when the parties belong to two: both answers are given when they differ
	Calendar      *civil.Calendar // decides working days; nil is the calendar known to the program
	NoSensitivity bool            // for callers that only want the figure
}
