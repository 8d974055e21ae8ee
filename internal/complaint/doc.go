// Package complaint is what parties are not satisfied with (投诉、不满意评价): a matter of its own in the same dispute, with limits of
// its own, held by an administrator who is not the mediator or, where there is none, by the county. The mediator does not
// see it. It must not know pages, and it changes nothing in the mediation. Read first: Table, Complain.
package complaint
