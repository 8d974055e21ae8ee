// Package login says who somebody is: staff accounts (账号) with a password and a second factor, parties with a query code
// and one-time codes (验证码), sessions (登录状态), and the counting of attempts that keeps guessing away.
//
// Staff sign in with Argon2id passwords and TOTP (RFC 6238); a party has no account: a query code with the last four
// digits of the telephone opens a limited session (stage and dates only), a code sent to the whole number a verified one.
// Tokens and codes are random, kept only as digests, and used once. The three administrators (三员: system, security,
// audit) are separate people, and none of them works on cases. Attempts are counted in the database, so that several
// instances count together.
//
// It knows HTTP cookies, but no pages (loginweb has them), and no case: who the parties of a case are is told to it.
// Read first: Service, Service.Resolve, CreateUser, IssueCode.
package login
