// Package policy is the document that asks for the system, clause by clause (政策对照): 青人社厅发〔2023〕70号 and its
// annex of tasks (任务分工清单), each in our own words with the bodies responsible, the pages that serve it, and what is
// still lacking (尚未) with the work that will bring it.
//
// It is pure and knows no page: routes are strings here, and CheckRoutes says which of them do not exist.
// Read first: Clause, Duty, Clauses, CheckRoutes.
package policy
