// Package org is the mediation organisations (调解组织): what they are, where they have jurisdiction, their rooms, and which
// of them an application is routed to, with the reason. Staff accounts live in package login. It must not know pages or
// cases. Read first: Org, Candidates.
package org
