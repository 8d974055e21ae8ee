// Package access answers who may do what: roles (角色), the actor (行为人), the need of a route, the scope of a read,
// the capacity (身份关系) of an actor in one matter, and the policy that a printed matrix proves.
//
// Four questions, four places: may this kind of person use this page (Need), which rows exist for them (Scope), may
// they do this now (procedure with Policy), which fields may they see (Class). It knows no HTTP and no SQL beyond the
// WHERE text that a Scope contributes; it knows nothing of procedures.
// Read first: Actor, Scope, Policy.
package access
