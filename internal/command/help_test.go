package command

import (
	"bytes"
	"strings"
	"testing"
)

func TestHelpOfEachCommand(t *testing.T) {
	paths := []string{""}
	var walk func(docs []Doc)
	walk = func(docs []Doc) {
		for _, d := range docs {
			paths = append(paths, strings.TrimPrefix(d.Path, programName+" "))
			walk(d.Commands)
		}
	}
	walk(Documentation().Commands)
	for _, name := range paths {
		t.Run(programName+" "+name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			p := &Process{Args: append(strings.Fields(name), "--help"), Stdout: &stdout, Stderr: &stderr, GOOS: "linux"}
			if code := Run(t.Context(), p, "v1.2.3"); code != 0 || stderr.Len() > 0 {
				t.Errorf("exit code %d, stderr %q", code, stderr.String())
			}
			golden(t, "help/"+strings.Trim(programName+"-"+strings.ReplaceAll(name, " ", "-"), "-")+".txt", stdout.String())
			for line := range strings.Lines(stdout.String()) {
				if len(line) > 81 || strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
					t.Errorf("a line of %d characters, or with a blank at its end: %q", len(line)-1, line)
				}
			}
		})
	}
}
