// Package agreement is the mediation agreement (调解协议) as structured obligations: who does what, how much, by when. It
// drafts, checks, proposes, signs and stamps an agreement, and follows what was promised until it is paid.
//
// Until an agreement takes effect its terms are sealed matter: ciphertext in agreement_draft, shown only to the mediator
// and to the parties to whom the draft was shown; the amount appears in no list, journal or search. It must not know
// pages. Read first: Terms, SaveDraft, TakeEffect, RecordPayment.
package agreement
