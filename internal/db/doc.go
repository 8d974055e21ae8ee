// Package db is the only place that knows a database engine. It opens SQLite (embedded) or PostgreSQL, gives readers
// and one kind of writer, makes identifiers, reads the clock once per transaction, and runs the migrations.
//
// SQL is hand-written and portable: $1 placeholders, one text for both engines. Identifiers are TEXT made by NewID,
// instants BIGINT milliseconds UTC (civil.Instant), dates TEXT (civil.Date), money BIGINT fen (money.Fen), enumerations
// TEXT with CHECK. No time.Time arguments, no now(), no SELECT *, no date arithmetic, no ordering of Chinese text in
// SQL; optional filters are composed in Go. What truly differs between engines is a named method of Tx or DB here.
//
// It must not know any domain. Read first: DB.Write, Tx, Migrate.
package db
