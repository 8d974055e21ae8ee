// Package paper is the forms (文书样式): how each paper of a mediation and of the routes to force is made from its frozen data. Forms that
// travel to arbitration or court are built from dispute.Snapshot, a type that cannot hold sealed matter; only the
// agreements, written and oral, have terms. What each form must say, with the article that asks for it, is dispute.Lint. It is pure.
// Read first: Render, Build, forms.
package paper
