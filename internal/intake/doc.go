// Package intake is the public application (网上申请) before it is filed: drafts that are saved at every step, resumed by a
// code and the last four digits of the telephone, expire after thirty days, and become one filing however often they are
// submitted. What is typed is encrypted as a whole. It must not know pages.
// Read first: Answers, Save, Submit.
package intake
