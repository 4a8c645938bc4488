package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// example is a fenced block of a document. A comment before it keeps it from being run, with the
// reason:
//
//	<!-- not run: it needs Windows -->
type example struct {
	name     string // document:line, for messages
	language string
	text     string
	notRun   string
}

var (
	fence  = regexp.MustCompile("^( *)```([a-z-]*)$")
	notRun = regexp.MustCompile(`^<!-- not run: (.+) -->$`)
)

// examples are the fenced blocks of a document, whose path is relative to the module.
func examples(t *testing.T, document string) []example {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(document)))
	if err != nil {
		t.Fatal(err)
	}
	var found []example
	var block *example
	indent, reason := "", ""
	for i, line := range strings.Split(string(content), "\n") {
		mark := fence.FindStringSubmatch(line)
		switch {
		case block == nil && mark != nil:
			block = &example{name: document + ":" + strconv.Itoa(i+1), language: mark[2], notRun: reason}
			indent = mark[1]
		case block != nil && mark != nil:
			found = append(found, *block)
			block, reason = nil, ""
		case block != nil:
			block.text += strings.TrimPrefix(line, indent) + "\n"
		case strings.Contains(line, "```"):
			t.Errorf("%s:%d: this fence is not understood", document, i+1)
		case notRun.MatchString(line):
			reason = notRun.FindStringSubmatch(line)[1]
		case line != "":
			reason = ""
		}
	}
	if block != nil {
		t.Fatalf("%s is not closed", block.name)
	}
	if len(found) == 0 {
		t.Errorf("%s has no examples", document)
	}
	return found
}

// data are the languages of files, which are shown and not run.
var data = map[string]bool{"ini": true, "toml": true, "json": true, "tmux": true, "yaml": true, "makefile": true, "text": true}

// command is a line after "$ " in a console block, and what the block shows of its output.
type command struct{ line, shows string }

// commands are those of a console block; lines that do not begin with "$ " are output.
func (e example) commands(t *testing.T) []command {
	t.Helper()
	var all []command
	for line := range strings.Lines(e.text) {
		typed, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case isCommand:
			all = append(all, command{line: strings.TrimSpace(typed)})
		case len(all) == 0:
			t.Fatalf("%s: a console block begins with a command after \"$ \"", e.name)
		default:
			all[len(all)-1].shows += line
		}
	}
	return all
}

// matches says whether the output is the one shown, in which "…" stands for anything on the line.
func (c command) matches(output string) bool {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(c.shows), "…", ".*")
	return c.shows == "" || regexp.MustCompile(`\A`+pattern+`\z`).MatchString(output)
}

// mayFail says whether the block shows that this command fails.
func (c command) mayFail() bool { return strings.Contains(c.shows, "mfa-session: hint: ") }
