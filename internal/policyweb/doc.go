// Package policyweb is the page /policy (政策对照): every clause and annex row of the policy, who is responsible, where it
// is served, and what still lacks. Open to everybody, without JavaScript. It knows package policy and nothing of cases.
// Read first: Routes.
package policyweb
