//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPromptSegments: what docs/status.md puts into prompts shows the session, and nothing, not even a
// blank, where there is none.
func TestPromptSegments(t *testing.T) {
	shells := map[string]struct {
		command   []string
		rc, setup string
		with      string // what stands in the line of the prompt with a session
	}{
		"bash": {[]string{"bash", "--noprofile", "--rcfile", "home/rc", "-i"}, "home/rc", "PS1='ready> '\n", "default 11h59m ready> "},
		"zsh":  {[]string{"zsh", "-d", "-i"}, "home/.zshrc", "unsetopt prompt_sp\nPS1='ready> '\n", "default 11h59m"},
		"fish": {[]string{"fish", "-i", "-C", "source home/rc.fish"}, "home/rc.fish", "function fish_prompt; echo 'ready> '; end\n", "default 11h59m"},
	}
	for name, sh := range shells {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			need(t, sh.command[0])
			w := startWorld(t)
			for _, e := range examples(t, "docs/status.md") {
				if e.language == name {
					w.write(t, sh.rc, sh.setup+e.text, 0o600)
				}
			}
			if err := os.MkdirAll(filepath.Join(w.dir, "home/.local/share/fish/generated_completions"), 0o700); err != nil {
				t.Fatal(err)
			}
			s := w.sit(t, allOnTerminal, []string{"TERM=xterm", "AWS_PROFILE=default"}, sh.command[0], sh.command[1:]...)
			s.sees("ready> ", 1)
			if seen := s.seen(); strings.Contains(seen, " ready> ") || strings.Contains(seen, "default") {
				t.Errorf("without a session: %q", seen)
			}
			w.login(t, alicePhone)
			s.types("\n")
			s.sees("ready> ", 2)
			s.sees(sh.with, 1)
			s.types("exit 0\n")
			s.endsWith(0)
		})
	}
}
