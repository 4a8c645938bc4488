//go:build unix

package keychain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPassTellsWhyAnItemCannotBeRead(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		want         error
		words        string
	}{
		{"the key is locked", saysLocked, ErrLocked, "pass show: gpg: decryption failed: No secret key"},
		{"a dialog did not help", saysCancelled, errAsked, "the passphrase was not given, or was wrong"},
		{"gpg is not there", `echo "pass: line 386: gpg: command not found" >&2; exit 127`, ErrAbsent, "gpg: command not found"},
		{"pass refuses", `echo "Error: no." >&2; exit 1`, ErrDenied, "pass show: Error: no."},
		{"pass says nothing", `exit 3`, ErrDenied, "exit status 3"},
		{"pass is killed", `kill -9 $$`, ErrDenied, "signal: killed"},
		{"words with control characters", `printf 'gpg: \033[31mred\a\r\n\377\n' >&2; exit 1`, ErrDenied, "pass show: gpg:  [31mred"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := fakePass(t, tt.script)
			_, err := Open(c).Load(t.Context(), alice())
			failsWith(t, err, tt.want, Pass)
			if !strings.Contains(err.Error(), tt.words) || strings.ContainsFunc(err.Error(), unicode.IsControl) || !utf8.ValidString(err.Error()) {
				t.Errorf("%q, want %q in it", err, tt.words)
			}
		})
	}
}

func TestWhatPassCannotReadOrIsNoItemIsAMiss(t *testing.T) {
	for name, script := range map[string]string{
		"garbage":                   `printf '\000\377%s' ` + secretToken,
		"nothing":                   ``,
		"no message of gpg":         `printf 'gpg: no valid OpenPGP data found.\n[GNUPG:] NODATA 1\n' >&2; exit 2`,
		"a message that was forged": `printf '[GNUPG:] DECRYPTION_INFO 2 9 0\n[GNUPG:] BADMDC\n[GNUPG:] DECRYPTION_FAILED\n' >&2; exit 2`,
		"more than an item has":     `head -c 3000000 /dev/zero`,
		"deleted meanwhile":         `rm -r "$here/store/mfa-session"; echo "Error: mfa-session/x is not in the password store." >&2; exit 1`,
	} {
		t.Run(name, func(t *testing.T) {
			c, here := fakePass(t, script)
			notes := &notes{}
			c.Debug = notes.add
			misses(t, Open(c), alice())
			holdsNoSecret(t, notes.text())
			if n := started(t, here); n != 1 {
				t.Errorf("pass was started %d times", n)
			}
		})
	}
}

// A writer that fails leaves the old item and nothing beside it.
func TestPassTellsWhyNothingCanBeWritten(t *testing.T) {
	const halfWritten = `[ "$1" = insert ] && shift $(($# - 1)) && echo half >"$here/store/$1.gpg"; `
	for _, tt := range []struct {
		name, script string
		want         error
	}{
		{"nobody to encrypt for", `printf 'gpg: alice@example.invalid: skipped: No public key\n[GNUPG:] INV_RECP 0 alice@example.invalid\n' >&2; exit 1`, ErrNotSetUp},
		{"half of it was written", halfWritten + "exit 1", ErrDenied},
		{"gpg is not there", "exit 127", ErrAbsent},
		{"it cannot be moved", `[ "$1" = mv ] && echo "mv: no" >&2 && exit 1; ` + halfWritten, ErrDenied},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, locks := range []bool{true, false} {
				c, _ := fakePass(t, tt.script)
				if !locks {
					c.Lock = nil
				}
				failsWith(t, Open(c).Save(t.Context(), alice(), issued(alice(), "new")), tt.want, Pass)
				entries, err := os.ReadDir(filepath.Join(c.PassDir, service))
				if err != nil || len(entries) != 1 || entries[0].Name() != alice().Name()+".gpg" {
					t.Errorf("locks %v: left: %v, %v", locks, entries, err)
				}
			}
		})
	}
}
