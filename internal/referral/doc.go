// Package referral is the hand-over (交接) of a dispute between bodies: a court's assignment (委派) before filing and
// entrustment (委托) after it, an arbitration body's advice to mediate (建议调解) and entrustment, transfer (移送), change of
// organisation, and the referral to labour inspection, legal aid and the police; how it is accepted or declined in time,
// escalated when ignored, returned (转回) and reported back (反馈).
//
// A hand-over is a matter of the dispute with an envelope (信封) beside it: sender, receiver, reason, consent, materials by
// class. Accepting one opens the mediation; ending the mediation makes the report due. It must not know pages, and nothing
// sealed (封存) can be put into an envelope or a package: their types have no place for it.
// Read first: specs, Table, Create, Send, Accept, Report.
package referral
