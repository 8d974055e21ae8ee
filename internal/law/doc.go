// Package law is the law as data: instruments (法规), time limits (期限) with their articles, the engine that turns a
// rule and a date into a due date with its derivation, and the limitation of action (仲裁时效).
//
// It is pure: no clock, file, network or storage. It must not know cases, people, pages or local parameters; amounts
// live in law/amount, decision tables in law/check, dated local parameters in law/param, all of which build on the base
// types here. A rule is chosen by the date of the fact, never by today.
//
// Read first: Rule, Compute, Limitation.
package law
