//go:build unix

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// indented are the blocks of a text that are set off by four spaces, each with the paragraph before it.
func indented(t *testing.T, document string) []example {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(document)))
	if err != nil {
		t.Fatal(err)
	}
	var found []example
	line, before := 1, ""
	for _, paragraph := range strings.Split(string(content), "\n\n") {
		if strings.HasPrefix(paragraph, "    ") {
			text := strings.ReplaceAll("\n"+paragraph, "\n    ", "\n")[1:] + "\n"
			found = append(found, example{name: fmt.Sprintf("%s:%d", document, line), language: languageOf(before), text: text, notRun: before})
		}
		line += strings.Count(paragraph, "\n") + 2
		before = paragraph
	}
	return found
}

// languageOf tells that of a block by what stands before it, as a reader does.
func languageOf(before string) string {
	switch {
	case strings.Contains(before, "~/.aws/config"):
		return "ini"
	case strings.Contains(before, "in fish"):
		return "fish"
	}
	return "bash"
}

func TestExamplesOfTheManual(t *testing.T) {
	all := indented(t, "cmd/gen-docs/text/examples.txt")
	if len(all) < 5 {
		t.Fatalf("only %d examples were found", len(all))
	}
	for _, e := range all {
		e.notRun = ""
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			e.run(t)
		})
	}
}

// unusable are examples of the help that no test here can run.
var unusable = regexp.MustCompile(`powershell`)

// ofShell finds the shell that a line is for.
var ofShell = regexp.MustCompile(`mfa-session (?:shell-init|completion) (\w+)`)

// interactive is what a line for the rc file finds in a shell at a terminal, and not in a script.
var interactive = map[string]string{
	"zsh":    "autoload -Uz compinit && compinit -u -D\n",
	"elvish": "var edit: = (ns [&add-var~={|name value| }])\n",
}

// TestExamplesOfTheCommands runs what the help of each command shows, line by line.
func TestExamplesOfTheCommands(t *testing.T) {
	found := 0
	for _, e := range indented(t, "docs/commands.md") {
		if !strings.Contains(e.notRun, "Example") && !strings.Contains(e.notRun, "Into the rc file:") {
			continue // how the command is called
		}
		lines := []string{e.text}
		if e.language != "ini" {
			lines = strings.Split(strings.TrimSpace(e.text), "\n")
		}
		for i, line := range lines {
			if unusable.MatchString(line) {
				continue
			}
			found++
			one := example{name: fmt.Sprintf("%s+%d", e.name, i), language: e.language, text: line + "\n"}
			if named := ofShell.FindStringSubmatch(line); named != nil {
				one.language = named[1]
			}
			one.text = interactive[one.language] + one.text
			t.Run(one.name, func(t *testing.T) {
				t.Parallel()
				one.run(t)
			})
		}
	}
	if found < 8 {
		t.Errorf("only %d examples were found", found)
	}
}
