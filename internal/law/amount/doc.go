// Package amount computes what a claim is worth: one head (请求项目) per kind of claim, each with its formula, articles,
// typed inputs, Chinese derivation, what is missing and what that would change, and how the result moves with each input.
//
// It is pure: no clock, no storage, no network. Arithmetic is exact (big.Rat) and is rounded once, at the end. Every
// number of law (factor, cap, boundary) stands in the book (book.go) as data with its article, so that a lawyer can read
// them in one place and a test can change each of them and demand that a result moves. Local parameters come from
// package param as a Set; one that is missing is named, never filled in.
//
// It must not know cases, people, pages or today.
//
// Read first: Head, Compute, Sheet.
package amount
