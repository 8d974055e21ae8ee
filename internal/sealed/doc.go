// Package sealed is the concession firewall (封存): what is said or offered to settle is kept as ciphertext under a key of
// its own, in tables that only this package reads, and shown to nobody but the assigned mediator and the party who said it.
//
// Text is of type Text, which prints, marshals and scans as nothing, so that it cannot slip into a page, a log, an index,
// a notice or a package for arbitration or court by accident; Reveal is the only way out, and every caller of it has
// committed a read audit first. Opening (启封) needs both parties' consent or a cited exception approved by a second
// person (17号令11; 青人社厅发〔2023〕70号二（二）3; 在线调解规则18). It must not know pages or other capabilities.
// Read first: Text, Put, Open.
package sealed
