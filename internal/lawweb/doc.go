// Package lawweb is the public face of the law: the triage (/triage), "算一算" (/calc), the rule book (/law) and the JSON API
// (/api/law, described at /api/openapi.json). All of it is open to everybody, works without JavaScript and keeps nothing:
// answers live in the address, which holds no personal data and can be shared and printed.
//
// It computes nothing itself: dates, amounts and answers come from packages law, law/amount, law/check and law/triage with
// their derivation, which is shown beside every answer. It reads the procedures' tables to say what rests on a rule, and must not
// know cases. Read first: Routes.
package lawweb
