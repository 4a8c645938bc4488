//go:build unix

package codesource

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/session"
)

// sixDigits is the only output that is a code, white space around it allowed.
var sixDigits = regexp.MustCompile(`\A[\t\n\v\f\r\x{85}\p{Z}]*([0-9]{6})[\t\n\v\f\r\x{85}\p{Z}]*\z`)

// FuzzProgramOutput: whatever a program prints, it is a code when it is six digits and nothing else,
// a passphrase as it stands, or refused whole; and no error repeats it.
func FuzzProgramOutput(f *testing.F) {
	for _, printed := range []string{
		"123456\n", "\r\n123456\t", "123 456", "976249 lasts 24s |---|", "12345", "", "\x00123456", "\ufeff123456", "123456\n654321", "123456\xff",
		"１２３４５６", " open sesame ", "\x1b[31m123456\x1b[0m", strings.Repeat("1", outputLimit), "123456" + strings.Repeat("\n", outputLimit-5),
	} {
		f.Add([]byte(printed))
	}
	f.Fuzz(func(t *testing.T, printed []byte) {
		path := filepath.Join(t.TempDir(), "printed")
		if err := os.WriteFile(path, printed, 0o600); err != nil {
			t.Fatal(err)
		}
		p := &Program{Command: Command{Line: "cat '" + path + "'", GOOS: "linux", Environ: os.Environ(), Stderr: os.Stderr, Limit: time.Minute}, Now: time.Now}
		code, err := p.Code(t.Context(), first())
		want := ""
		if m := sixDigits.FindSubmatch(printed); m != nil && len(printed) <= outputLimit {
			want = string(m[1])
		}
		if code.Digits() != want || (err == nil) != (want != "") {
			t.Fatalf("%d digits of %q, %v", len(code.Digits()), printed, err)
		}
		if err != nil {
			checkNoCode(t, err, len(printed) > outputLimit)
		}
		passphrase, err := p.Command.Run(t.Context())
		if long := len(printed) > outputLimit; long != (err != nil) || !long && passphrase.Reveal() != strings.TrimSpace(string(printed)) {
			t.Errorf("the passphrase %q became %q, %v", printed, passphrase.Reveal(), err)
		}
	})
}

// checkNoCode wants the very text: it must not repeat what may be a secret of another account.
func checkNoCode(t *testing.T, err error, long bool) {
	t.Helper()
	want := "running cat: it did not print a token code of six digits"
	if long {
		want = "running cat: it printed more than a line"
	}
	var program *ProgramError
	if !errors.Is(err, session.ErrNobodyAnswered) || !errors.As(err, &program) || program.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
