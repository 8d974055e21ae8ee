// Package replay plays sixteen published cases again: what the triage recommends, what kind of dispute the decision tables
// see, what each claim computes to beside the published figure, and the way of the matter through the one door as far as a
// mediation reaches. The table is Cases; docs/cases-replayed.md is printed from it.
//
// Facts are retold in our own words with their source. What a publication does not say is marked as assumed, never filled in
// silently; what the program does not replay has a sentence why. It serves tests alone. Read first: Case, Cases.
package replay
