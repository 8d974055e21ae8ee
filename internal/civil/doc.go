// Package civil is time as the law sees it: civil dates (日期) in Asia/Shanghai, instants in UTC milliseconds,
// and the statutory calendar (法定节假日和调休) with its counting rules.
//
// It is pure: it reads no clock, file, network or time-zone database, and knows nothing of rules, cases or storage.
// Read first: Date, Instant, Calendar.
package civil
