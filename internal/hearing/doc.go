// Package hearing is the mediation session (调解会): when, where, how, without double booking, its calendar file and its
// record (调解笔录).
//
// A record holds what is procedural; concessions said in a session belong to package sealed. It must not know pages.
// Read first: Plan, Keep.
package hearing
