package law

import "qinghe/internal/civil"

// Listed is a rule as it is listed: one edition, and all of them, oldest first, when there are several and no day was
// asked for.
type Listed struct {
	Rule
	Editions []Rule
}

// Listing returns rules to show: the named ones, or all in table order when none is named; of each the newest edition,
// or the one that governs a fact of day on. In a list of all rules those not in force on that day are left out; a named
// one is an Invalid fault on field "from", and an unknown one on field "rule", as Find gives them.
func Listing(ids []ID, on civil.Date) ([]Listed, error) {
	named := len(ids) > 0
	if !named {
		ids = IDs()
	}
	out := make([]Listed, 0, len(ids))
	for _, id := range ids {
		r, known := Latest(id)
		if !known || !on.IsZero() {
			var err error
			switch r, err = Find(id, on); {
			case err != nil && known && !named:
				continue
			case err != nil:
				return nil, err
			}
		}
		row := Listed{Rule: r}
		if editions := Editions(id); len(editions) > 1 && on.IsZero() {
			row.Editions = editions
		}
		out = append(out, row)
	}
	return out, nil
}
