// Package proof holds proofs that need several packages at once: who may do what on a case, in every state. It has no
// code of its own and nothing imports it. It must not know pages.
// Read first: TestAccessMatrix, TestNobodyActsBeyondTheirRelation.
package proof
