// Package triage is the public question "我该走哪条路": at most six questions, each chosen by the answers before it, ending in
// a recommended path with its reason, articles, the limitation date and what to bring.
//
// It is pure and keeps nothing: answers come in, the next question or the outcome goes out. It decides with the tables of
// package check and the limitation of package law. It never says that mediation must come first, because no law does.
//
// Read first: Next, Outcome.
package triage
