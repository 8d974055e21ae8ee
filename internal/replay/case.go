package replay

import (
	"qinghe/internal/law"
	"qinghe/internal/law/amount"
	"qinghe/internal/law/triage"
	"qinghe/internal/procedure"
)

// Source is where a case was published. Title is the title as published, empty when it could not be looked up.
type Source struct {
	By, Year, Batch, Title string
}

// Claim is one claim: what was asked, and what the formula gives. Amounts are yuan as text.
type Claim struct {
	Code  string // of dispute.ClaimKinds
	Asked string // 请求额; empty when it was not published
	Head  law.ID // the formula; empty when none applies
	In    string // its inputs as name=value;name=value
	Want  string // 复算额; empty when the published facts are not enough, which the formula must say
	// Rounded is the published figure under another rounding than the default, when the two differ.
	Rounded string
	Mode    amount.Rounding
}

// Pay is one instalment of the agreement.
type Pay struct {
	Amount string
	Days   int // after the day of the agreement
	Paid   bool
}

// End is how the replay of the procedure ends.
type End string

// The ways to end.
const (
	Refuse   End = "对方不同意，不予受理"
	Silence  End = "对方期内没有回应，不予受理"
	Fail     End = "调解不成"
	Agree    End = "协议生效，跟踪履行"
	Complete End = "履行完毕，回访结案"
)

// Case is a published case and its replay.
type Case struct {
	ID      string
	Source  Source
	Facts   string // in our own words
	On      string // the day on which the replay files the application
	Assumed string // what the publication does not say and the replay had to choose

	Triage map[string]string // answers to the public questions
	Path   law.ID            // the row of the recommendation
	Way    string            // the recommended way
	Scope  map[string]string // what the officer tells the decision question; nil to ask by the application alone
	Is     string            // the scope it must answer
	Row    law.ID            // the row that says so

	Org        string // kind of the organisation
	County     string
	Town       string
	Branch     string
	Worker     string
	Applicants int      // more than one: filed at the counter with a list of names
	Others     []string // respondents; a name that ends with 某 is a person
	Claims     []Claim
	Change     []Claim // claims after they were changed under way

	Limit   *Limit   // the limitation of action, where the publication turns on it
	Stopped []string // sentences that an agreement must not contain
	Group   int      // further cases against the same employer, with the same end

	End     End
	Pays    []Pay
	Consent bool // the worker's informed consent is asked for
	Second  bool // a second mediator confirms
	Sham    bool // the terms grant the whole claim at once, which is checked as a possible sham
	Review  bool // both sides apply for arbitral review
	State   procedure.State
	Result  string // 发布的结果额，元；空为没有公布
	Said    string // what was published as the result, in our own words
	Not     string // what is not replayed, and why
}

// Limit is a question of limitation: the employment ended between First and Last (only the month was published).
type Limit struct {
	First, Last, Applied string
	Due                  [2]string // the last day, by First and by Last
}

func answers(m map[string]string) triage.Answers { return triage.Answers(m) }
