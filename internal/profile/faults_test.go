package profile

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// botocoreRefuses tells, by this package's reading of the lines, whether botocore refuses the whole
// file: botocore and the reader agree on every line if this agrees with botocore.
func botocoreRefuses(f *file) bool {
	if len(f.bom) > 0 || !utf8.Valid(f.body) {
		return true // by the locale's encoding, which the test makes UTF-8
	}
	lines := f.lines()
	if slices.ContainsFunc(lines, func(l line) bool { return l.kind == junk }) {
		return true
	}
	sections := map[string]section{}
	for i := 0; i < len(lines); {
		if lines[i].kind != header {
			i++
			continue
		}
		name := string(lines[i].section())
		end := i + 1
		for end < len(lines) && lines[end].kind != header {
			end++
		}
		if sections[name] == nil {
			sections[name] = section{}
		} else if name != "DEFAULT" {
			return true
		}
		if f.parse(sections[name], lines[i].end, lines[end-1].end) != nil {
			return true
		}
		i = end
	}
	return badBlock(sections)
}

// badBlock looks for indented blocks with a line that is no setting. Those of [DEFAULT] are only
// read where there is a section to inherit them.
func badBlock(sections map[string]section) bool {
	for name, s := range sections {
		for key, value := range s {
			if name == "DEFAULT" && !inherited(sections, key) {
				continue
			}
			if !strings.HasPrefix(value.lines(), "\n") {
				continue
			}
			if _, err := value.nested(""); err != nil {
				return true
			}
		}
	}
	return false
}

func inherited(sections map[string]section, key string) bool {
	for name, s := range sections {
		if name != "DEFAULT" && s[strings.ToLower(key)] == nil {
			return true
		}
	}
	return false
}
