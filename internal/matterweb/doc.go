// Package matterweb is the page kit of matters (办件页): the subject page and the forms of acts that every kind of matter
// shares, drawn from the procedure table, so that all kinds feel like one. A kind brings what is its own as panels and
// forms. It must not know any kind, nor decide anything: what may be done comes from the procedure.
// Read first: Kind, Form, Panel, Register.
package matterweb
