package replay

import (
	"qinghe/internal/law/check"
	"qinghe/internal/org"
)

func wayLabel(id string) string {
	w, _ := check.WayOf(id)
	return w.Label
}

func orgLabel(kind string) string { return org.KindLabel(kind) }

// scopeLabel is the answer's label in the decision question "scope".
func scopeLabel(id string) string {
	q, _ := check.Find("scope")
	for _, v := range q.Answers {
		if v.Name == id {
			return v.Label
		}
	}
	return id
}
