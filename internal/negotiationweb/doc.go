// Package negotiationweb is the pages of negotiation: the request that anybody can make without an account, the worker's page
// on the phone, the page of employers, unions and helpers on the desk, the forms of every act, the pool of helpers, and the
// arbitration body's page of a settlement under review.
//
// Both pages draw the same acts and panels (forms.go, panels.go); they differ in who reads them. What may be done comes from
// the procedure; sealed words are shown to the side to whom they were said and to nobody else. Read first: Routes, panels.
package negotiationweb
