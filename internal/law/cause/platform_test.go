package cause

import (
	"slices"
	"testing"
)

func TestPlatformMatter(t *testing.T) {
	for code, want := range map[string]string{
		"205.5": "追索劳动报酬", "186.5": "追索劳动报酬", "214.2": "追索劳动报酬", "205.6": "解除劳动合同", "206.2": "工伤工亡", "215.1": "工伤工亡",
		"206.1": "社会保险", "187": "社会保险", "205.3": "劳务派遣合同", "205.7": "竞业限制", "205.1": "确认劳动关系",
		"205": "其他劳动争议", "205.4": "其他劳动争议", "210": "其他劳动争议", "208": "其他劳动争议", "216": "其他劳动争议",
	} {
		if got := PlatformMatter(code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	// Every cause of every tree has an entry of the platform's list, and every mapped code is a cause.
	for _, tree := range Trees {
		for _, c := range tree.Causes {
			if !slices.Contains(PlatformMatters(), PlatformMatter(c.Code)) {
				t.Errorf("%s %s", c.Code, PlatformMatter(c.Code))
			}
		}
	}
	for code := range platform {
		if !slices.ContainsFunc(Trees, func(t Tree) bool { _, ok := t.Find(code); return ok }) {
			t.Errorf("%s is in no tree", code)
		}
	}
}
