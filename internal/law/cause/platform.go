package cause

import "strings"

// platform maps a cause, or the head it stands under, to the matter (事由) of the people's courts' mediation platform, whose
// list has eight entries. The longest code that fits counts; what no entry fits is 其他劳动争议.
var platform = map[string]string{
	// 2026 tree
	"205.1": "确认劳动关系", "205.3": "劳务派遣合同", "205.5": "追索劳动报酬", "205.6": "解除劳动合同", "205.7": "竞业限制",
	"206": "社会保险", "206.2": "工伤工亡", "214.1": "确认劳动关系", "214.2": "追索劳动报酬", "215": "社会保险", "215.1": "工伤工亡",
	// 2021 tree
	"186.1": "确认劳动关系", "186.3": "劳务派遣合同", "186.5": "追索劳动报酬", "186.6": "解除劳动合同", "186.7": "竞业限制", "187": "社会保险",
}

const otherMatter = "其他劳动争议"

// PlatformMatters lists the platform's own entries.
func PlatformMatters() []string {
	return []string{"解除劳动合同", "确认劳动关系", "追索劳动报酬", "竞业限制", "社会保险", "工伤工亡", "劳务派遣合同", otherMatter}
}

// PlatformMatter returns the platform's entry for a cause's code.
func PlatformMatter(code string) string {
	if m, ok := platform[code]; ok {
		return m
	}
	head, _, _ := strings.Cut(code, ".")
	if m, ok := platform[head]; ok {
		return m
	}
	return otherMatter
}
