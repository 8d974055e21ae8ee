// Package binding is what makes an agreement binding and what follows when it is not kept: arbitral review (仲裁审查),
// judicial confirmation (司法确认), the payment order (支付令), and arbitration cases and lawsuits as far as they touch the
// dispute. Each is a matter of its own with its own table, opened from the mediation and held by the body that decides.
//
// What travels to that body is a Package, built by BuildPackage from Contents, a type that cannot hold sealed matter. Both
// routes to the same force are never open at once: guards read every matter of the dispute under its lock. Results go back
// to the mediation in the same transaction. The package must not know pages, drafts of agreements, or sealed text.
// Read first: ReviewTable, Open, BuildPackage.
package binding
