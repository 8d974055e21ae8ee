// Package dispute is the mediation (调解) of labour and personnel disputes: parties, claims, evidence, the respondent's
// door, acceptance, the appointed mediator, undisputed facts, and every way a case can end before or without an agreement.
//
// Agreements live in package agreement, sessions in hearing, sealed matter (封存) in sealed; the procedure table of all
// of them is here, one per kind of organisation. The package must not know pages. Sealed text never passes through it.
// Read first: TownshipTable, Facts, File.
package dispute
