package check

import (
	"fmt"

	"qinghe/internal/law"
)

// book is every decision table, in the order a person meets them.
var book = func() []Question {
	tables := []Question{
		scopeQuestion, mediationQuestion, arbitrableQuestion, partiesQuestion, placeQuestion, groupQuestion, effectiveQuestion,
		clauseQuestion, reviewQuestion, confirmationQuestion, paymentOrderQuestion, orderEndedQuestion, breachQuestion, finalityQuestion,
		remedyQuestion, aidQuestion, inspectionQuestion, crimeQuestion, shamQuestion, handoverQuestion,
	}
	if err := verify(tables); err != nil {
		panic(err)
	}
	return tables
}()

// verify builds the tables and checks that no row id is used twice.
func verify(tables []Question) error {
	seen := map[law.ID]bool{}
	for i := range tables {
		if err := build(&tables[i]); err != nil {
			return err
		}
		for _, r := range tables[i].Rows {
			if seen[r.ID] {
				return fmt.Errorf("check: row %s twice", r.ID)
			}
			seen[r.ID] = true
			if r.Text == "" || len(r.Cites) == 0 {
				return fmt.Errorf("check: row %s has no text or no article", r.ID)
			}
		}
	}
	return nil
}

// RowOf returns one decision row and the question it belongs to.
func RowOf(id law.ID) (Question, Row, bool) {
	for _, q := range book {
		for _, r := range q.Rows {
			if r.ID == id {
				return q, r, true
			}
		}
	}
	return Question{}, Row{}, false
}
