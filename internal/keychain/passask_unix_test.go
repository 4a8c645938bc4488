//go:build unix

package keychain

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/session"
)

// The agent of GnuPG lacks memory for a moment. The item is read again, with nothing said.
func TestPassIsAskedAgain(t *testing.T) {
	shown := `{"Key":"x","Data":"` + "ZGF0YQ==" + `"}`
	for failures := 1; failures <= 3; failures++ {
		c, here := fakePass(t, `[ $n -gt `+strconv.Itoa(failures)+` ] && echo '`+shown+`' && exit; `+saysLocked)
		c.patience = usual()
		opened, err := openPass(t.Context(), &c)
		mustDo(t, err)
		data, err := opened.get(t.Context(), alice().Name())
		if string(data) != "data" || err != nil || started(t, here) != failures+1 {
			t.Errorf("%q, %v, after %d starts", data, err, started(t, here))
		}
	}
}

// A person is asked when it cannot be done without, at once, and once.
func TestPassAsksAPerson(t *testing.T) {
	for _, tt := range []struct {
		name    string
		dialogs bool
		script  string
		want    error
		quietly []bool
	}{
		{"where nobody is, nobody", false, saysLocked, ErrLocked, []bool{true, true, true, true}},
		{"who cancels", true, `case $PASSWORD_STORE_GPG_OPTS in *=error) ` + saysLocked + `;; esac; ` + saysCancelled, errAsked, []bool{true, false}},
		{"when a dialog cannot be shown", true, saysLocked, ErrLocked, []bool{true, false, true, true, true}},
		{"who answers", true, `case $PASSWORD_STORE_GPG_OPTS in *=error) ` + saysLocked + `;; esac; echo '{}'`, session.ErrNotFound, []bool{true, false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, here := fakePass(t, `echo "$PASSWORD_STORE_GPG_OPTS" >>"$here/options"; `+tt.script)
			c.Dialogs = tt.dialogs
			if _, err := Open(c).Load(t.Context(), alice()); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			options, err := os.ReadFile(filepath.Join(here, "options"))
			mustDo(t, err)
			var want strings.Builder
			for _, quietly := range tt.quietly {
				want.WriteString("--batch --status-fd=2")
				if quietly {
					want.WriteString(" --pinentry-mode=error")
				}
				want.WriteString("\n")
			}
			if string(options) != want.String() {
				t.Errorf("options:\n%swant:\n%s", options, want.String())
			}
		})
	}
}

// Of many who need the passphrase one asks. When nothing comes of it, nobody asks again.
func TestOfManyOneAsksForThePassphrase(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	c, here := fakePass(t, `case $PASSWORD_STORE_GPG_OPTS in *=error) `+saysLocked+`;; esac
echo x >>"$here/asked"
until [ $(wc -l <"$here/calls") -ge 6 ]; do sleep 0.01; done # the others have failed and wait
sleep 0.3
`+saysCancelled)
	c.Dialogs = true
	ends := make(chan error)
	for range 5 {
		go func() {
			_, err := Open(c).Load(context.Background(), alice())
			ends <- err
		}()
	}
	for range 5 {
		failsWith(t, <-ends, ErrLocked, Pass)
	}
	if asked, err := os.ReadFile(filepath.Join(here, "asked")); string(asked) != "x\n" {
		t.Errorf("asked: %q, %v, want one time", asked, err)
	}
}
