//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// spelling is a file of AWS's with a default profile, written in an odd way.
type spelling struct {
	name, text string
	says       string // where it is refused, after the path
}

func spellings() []spelling {
	const plain = "# a comment\n[other]\nregion = us-east-1\n[default]\nregion = eu-west-1\n" + aliceKeys
	in := func(lineEnd string) string { return strings.ReplaceAll(plain, "\n", lineEnd) }
	with := func(value string) string { return strings.Replace(plain, "AKIAALICE", "AKIA"+value+"ALICE", 1) }
	const noKey = ", line 6: this is no access key id: quotes, spaces and comments belong to the value"
	return []spelling{
		{"as it should be", plain, ""},
		{"CRLF", in("\r\n"), ""},
		{"CR", in("\r"), ""},
		{"line ends of all kinds", strings.Replace(strings.Replace(plain, "\n", "\r", 1), "\n", "\r\n", 1), ""},
		{"without an end of the last line", strings.TrimSuffix(plain, "\n"), ""},
		{"a byte order mark", "\ufeff" + plain, ""},
		{"a byte order mark and CRLF", "\ufeff" + in("\r\n"), ""},
		{"Latin-1 elsewhere", "# caf\xe9\n[caf\xe9]\ncaf\xe9 = caf\xe9\n" + plain, ""},
		{"NUL elsewhere", "# \x00\n[\x00]\n\x00 = \x00\n" + plain, ""},
		{"every byte elsewhere", "#" + everyByte() + "\n[x]\ny = " + everyByte() + "\n" + plain, ""},
		{"behind 100,000 sections", fill(100_000*len("[section-12345]\nregion = x\n"), "", "[section-%05d]\nregion = x\n") + plain, ""},
		{"before a line of nearly 4 MiB", plain + "[x]\ny = " + strings.Repeat("x", mostConfig-500), ""},
		{"a NUL in the key", with("\x00"), noKey},
		{"no UTF-8 in the key", with("\xe9"), ", line 6: the value of this setting is not valid UTF-8"},
		{"an escape sequence in the key", with("\x1b[31m"), noKey},
		{"a CR in the key", with("\r"), ", line 7: the line is no setting: there is neither = nor : in it, or no name before it"},
	}
}

// everyByte is all of them but those that end a line.
func everyByte() string {
	var b strings.Builder
	for c := range 256 {
		if c != '\n' && c != '\r' {
			b.WriteByte(byte(c))
		}
	}
	return b.String()
}

// TestOddSpellings: whatever editor wrote the files, both keys and region are read, or it is said in
// which line why not, without the key.
func TestOddSpellings(t *testing.T) {
	w := startWorld(t)
	w.login(t, alicePhone)
	for _, s := range spellings() {
		t.Run(s.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte(s.text), 0o600); err != nil {
				t.Fatal(err)
			}
			env := []string{"AWS_CONFIG_FILE=" + path, "AWS_SHARED_CREDENTIALS_FILE=" + path}
			r := w.runSmall(t, env, "--cached-only", "--format", "json")
			if s.says != "" {
				if line, _ := r.clear(t, 4); line != path+s.says {
					t.Errorf("%q, want %q", line, path+s.says)
				}
				return
			}
			if r.code != 0 || r.stderr != "" || !strings.Contains(r.stdout, `"AWS_REGION":"eu-west-1"`) || !strings.Contains(r.stdout, `"AWS_ACCESS_KEY_ID":"ASIA`) {
				t.Errorf("exit code %d, stdout of %d bytes\n%s", r.code, len(r.stdout), r.stderr)
			}
		})
	}
}
