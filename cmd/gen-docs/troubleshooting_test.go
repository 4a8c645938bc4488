package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// entry is a row of docs/troubleshooting.md; "…" stands for anything in it.
type entry struct {
	section, message string
	pattern          *regexp.Regexp
}

// entries are the rows of the tables that follow "## Messages by exit code".
func entries(t *testing.T) []entry {
	t.Helper()
	_, text, _ := strings.Cut(read(t, "docs/troubleshooting.md"), "\n## Messages by exit code\n")
	text, _, _ = strings.Cut(text, "\n## ")
	var all []entry
	section := ""
	for line := range strings.Lines(text) {
		if title, ok := strings.CutPrefix(strings.TrimSpace(line), "### "); ok {
			section = title
		}
		if message, ok := strings.CutPrefix(line, "| `"); ok {
			message, _, _ = strings.Cut(message, "` |")
			pattern := strings.ReplaceAll(regexp.QuoteMeta(message), "…", ".*")
			all = append(all, entry{section, message, regexp.MustCompile(`\A` + pattern + `\z`)})
		}
	}
	return all
}

// owner is whose keys a message is about.
var owner = regexp.MustCompile(`^(profile [^:"]+|the keys in the environment): `)

// TestEveryMessageIsExplained: what the program prints when it fails, under its exit code.
func TestEveryMessageIsExplained(t *testing.T) {
	all := entries(t)
	heads := regexp.MustCompile(`(?m)^.+: exit (\d+)\nmfa-session: (.+)$`).FindAllStringSubmatch(problems(t), -1)
	for _, head := range heads {
		if message := owner.ReplaceAllString(head[2], ""); message != "not foreseen" && !explained(all, head[1], message) {
			t.Errorf("docs/troubleshooting.md has no row under exit %s for: %s", head[1], message)
		}
	}
	if len(heads) < 100 {
		t.Errorf("only %d messages were found", len(heads))
	}
}

func problems(t *testing.T) string {
	t.Helper()
	return read(t, "internal/command/testdata/problems.golden")
}

// messages are the lines that the program prints when it fails, without whose keys they are about.
func messages(t *testing.T) []string {
	t.Helper()
	var all []string
	for line := range strings.Lines(problems(t)) {
		if message, ok := strings.CutPrefix(strings.TrimSpace(line), "mfa-session: "); ok {
			all = append(all, owner.ReplaceAllString(message, ""))
		}
	}
	return all
}

func explained(all []entry, code, message string) bool {
	under := regexp.MustCompile(`^Exit ([0-9]+, )*` + code + `\b|^Any of these$`)
	for _, e := range all {
		if under.MatchString(e.section) && e.pattern.MatchString(message) {
			return true
		}
	}
	return false
}

// TestWarningsAreExplained: those whose words stand where they are given.
func TestWarningsAreExplained(t *testing.T) {
	var all []entry
	for _, e := range entries(t) {
		if e.section == "Warnings" {
			all = append(all, e)
		}
	}
	found := 0
	for _, match := range regexp.MustCompile(`(?:r\.warn|before, err =|p\.queue\.warn)\(?(?:fmt\.Errorf\()? ?"([^"]+)"`).FindAllStringSubmatch(source(t), -1) {
		found++
		start, _, _ := strings.Cut(match[1], "%")
		has := false
		for _, e := range all {
			fixed, _, _ := strings.Cut(e.message, "…")
			has = has || fixed != "" && strings.HasPrefix(start, fixed)
		}
		if !has {
			t.Errorf("docs/troubleshooting.md has no row under Warnings for: %s", match[1])
		}
	}
	if found < 4 {
		t.Errorf("only %d warnings were found", found)
	}
}

// TestNoExplanationIsStale: each row is about words that the program has.
func TestNoExplanationIsStale(t *testing.T) {
	text, golden := source(t), messages(t)
	for _, e := range entries(t) {
		if slices.ContainsFunc(golden, e.pattern.MatchString) {
			continue
		}
		for _, words := range strings.Split(e.message, "…") {
			if words = strings.Trim(words, " :"); len(words) > 1 && !strings.Contains(text, words) {
				t.Errorf("docs/troubleshooting.md: the program does not say %q any more: %s", words, e.message)
			}
		}
	}
}

// source is all code of the program.
func source(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(filepath.Join(module, "internal"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		b.Write(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
