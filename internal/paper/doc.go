// Package paper is the forms (文书样式): how each of the sixteen papers of a mediation is made from its frozen data, and what
// must be on it, with the article that says so. Forms that travel to arbitration or court are built from
// dispute.Snapshot, a type that cannot hold sealed matter; only the agreement has terms. It is pure.
// Read first: Render, forms, required.
package paper
