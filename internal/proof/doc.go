// Package proof holds proofs that need several packages at once: who may do what on a case, in every state; that rows,
// clocks and payments agree with the journal whatever people do; and that sealed matter is seen by those who are to see it
// and comes out nowhere else. It has no code of its own and nothing imports it. It knows pages only as the program serves
// them: routes come from the router, links from the pages.
// Read first: TestAccessMatrix, TestNobodyActsBeyondTheirRelation, TestSealedMatterIsFoundWhereItBelongsAndNowhereElse.
package proof
