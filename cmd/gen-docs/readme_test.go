package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/command"
)

// TestREADMEAgrees: its tables have the commands and the exit codes that there are.
func TestREADMEAgrees(t *testing.T) {
	readme := read(t, "README.md")
	var commands []string
	for _, row := range rows(readme, "## Commands") {
		name := strings.Trim(row[0], "`")
		commands = append(commands, strings.TrimSpace(regexp.MustCompile(`( \[| --|[A-Z]).*$`).ReplaceAllString(name, "")))
	}
	m := mustRead(t)
	want := []string{m.tree.Path}
	for _, c := range m.tree.Commands {
		want = append(want, c.Path)
	}
	slices.Sort(commands)
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Compact(commands)); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
	var exits []command.ExitDoc
	for _, row := range rows(readme, "## Exit codes") {
		exits = append(exits, command.ExitDoc{Codes: row[0], Meaning: row[1]})
	}
	if diff := cmp.Diff(m.exits, exits); diff != "" {
		t.Errorf("exit codes (-want +got):\n%s", diff)
	}
}

// rows are those of the first table under a heading.
func rows(text, heading string) [][]string {
	_, text, _ = strings.Cut(text, "\n"+heading+"\n")
	text, _, _ = strings.Cut(text, "\n## ")
	var all [][]string
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "| ") {
			cells := strings.Split(strings.Trim(line, "| "), " | ")
			all = append(all, cells)
		}
	}
	if len(all) < 2 {
		return nil
	}
	return all[2:] // without its head
}
