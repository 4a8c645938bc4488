//go:build unix

package e2e_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"
)

// The most that a config file may have, as the refusal says it.
const mostConfig = 4 << 20

// oddFile is something that may be where a config or credentials file is looked for.
type oddFile struct {
	name  string
	plant func(path string) error
	says  string // after the path, where it is refused; empty: it is read, or counts as empty
	hint  string // of the refusal; empty: to mend it
}

func content(data ...string) func(string) error {
	return func(path string) error { return os.WriteFile(path, []byte(strings.Join(data, "")), 0o600) }
}

func linkTo(target string) func(string) error {
	return func(path string) error { return os.Symlink(target, path) }
}

func sparse(size int64) func(string) error {
	return func(path string) error {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			return err
		}
		return os.Truncate(path, size)
	}
}

func utf16Of(text string) string {
	var b bytes.Buffer
	for _, unit := range utf16.Encode([]rune(text)) {
		b.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	return b.String()
}

// fill repeats what format makes of ever other numbers, up to the size.
func fill(size int, head, format string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len() < size-len(format)-20; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// oddKinds are no files that anybody could read.
func oddKinds() []oddFile {
	return []oddFile{
		{name: "a pipe", plant: func(path string) error { return syscall.Mkfifo(path, 0o600) }, says: ": is no regular file"},
		{name: "a directory", plant: func(path string) error { return os.Mkdir(path, 0o700) }, says: ": is no regular file"},
		{name: "an endless device", plant: linkTo("/dev/zero"), says: ": is no regular file"},
		{name: "the null device", plant: linkTo("/dev/null")},
		{name: "a link to itself", plant: linkTo("config"), says: ": too many levels of symbolic links"},
		{name: "a link to nowhere", plant: linkTo("nowhere")},
		{name: "a link through a file", plant: linkTo("/etc/passwd/x"), says: ": not a directory"},
		{name: "10 MiB", plant: content(strings.Repeat("# comment\n", 1<<20)), says: ": is larger than 4 MiB"},
		{name: "one line of 10 MiB", plant: content(strings.Repeat("x", 10<<20)), says: ": is larger than 4 MiB"},
		{name: "a sparse GiB", plant: sparse(1 << 30), says: ": is larger than 4 MiB"},
		{name: "UTF-16", plant: content("\xff\xfe", utf16Of("[default]\n")), says: ": is UTF-16 text: save it as UTF-8"},
		{name: "UTF-16 without a mark", plant: content(utf16Of("[default]\n")), says: ": is UTF-16 text: save it as UTF-8"},
		{name: "NUL before all", plant: content("\x00\n"), says: ", line 1: a setting stands before the first section"},
		{name: "one endless line", plant: content(strings.Repeat("x", mostConfig-1)), says: ", line 1: a setting stands before the first section"},
		{name: "an open header", plant: content("# x\n\n[default"), says: ", line 3: the name of a section has no closing bracket"},
		{name: "a section twice", plant: content("[default]\n[default]\n"), says: ", line 2: section [default] is there twice, first in line 1"},
		{name: "a setting twice", plant: content("[default]\nregion = a\nREGION = b\n"), says: ", line 3: the setting is there twice, first in line 2"},
		{name: "many settings", plant: content(fill(mostConfig, "[default]\n", "%x=\n")), says: ", line 1002: the section has more than 1000 settings"},
		{name: "many sections", plant: content(fill(mostConfig, "", "[%x]\n"))},
		{name: "nothing but brackets", plant: content(strings.Repeat("[", mostConfig)), says: ", line 1: the name of a section has no closing bracket"},
		{name: "endless blank lines", plant: content("[x]\na=b\n", strings.Repeat("\r", mostConfig-9))},
	}
}

// TestOddConfigFiles: whatever is where a config file should be, the program neither hangs nor
// grows; it says which file, and where in it, in one line, or reads on.
func TestOddConfigFiles(t *testing.T) {
	w := startWorld(t)
	w.login(t, alicePhone)
	for _, c := range oddKinds() {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config")
			if err := c.plant(path); err != nil {
				t.Fatal(err)
			}
			r := w.runSmall(t, []string{"AWS_CONFIG_FILE=" + path}, "credential-process", "--no-input")
			if c.says == "" {
				if r.code != 0 || r.stderr != "" {
					t.Errorf("exit code %d\n%s", r.code, r.stderr)
				}
			} else {
				refusedFor(t, r, path, c)
			}
			r = w.runSmall(t, []string{"AWS_SHARED_CREDENTIALS_FILE=" + path}, "credential-process", "--no-input")
			if c.says == "" {
				checkLines(t, r, 4, `there is no profile "default"`)
			} else {
				refusedFor(t, r, path, c)
			}
		})
	}
}

func refusedFor(t *testing.T, r result, path string, c oddFile) {
	t.Helper()
	hint := c.hint
	if hint == "" {
		hint = "mend the file, or name another with AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE"
	}
	want := "mfa-session: " + path + c.says + "\nmfa-session: hint: " + hint + "\n"
	if r.code != 4 || r.stdout != "" || r.stderr != want {
		t.Errorf("exit code %d, stdout of %d bytes, stderr\n%s\nwant\n%s", r.code, len(r.stdout), r.stderr, want)
	}
}

// checkLines wants one line that says it, and one hint.
func checkLines(t *testing.T, r result, code int, says string) {
	t.Helper()
	lines := strings.Split(r.stderr, "\n")
	if r.code != code || r.stdout != "" || len(lines) != 3 || len(r.stderr) > 1000 ||
		!strings.HasPrefix(lines[0], "mfa-session: "+says) || !strings.HasPrefix(lines[1], "mfa-session: hint: ") {
		t.Errorf("exit code %d, want %d; stdout of %d bytes, stderr\n%s", r.code, code, len(r.stdout), r.stderr)
	}
}
