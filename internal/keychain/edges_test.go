package keychain

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// A store has the usual patience unless it was given another.
func TestAStoreIsAsPatientAsItIsToBe(t *testing.T) {
	if got, want := Open(Config{}).c.patience, (patience{silent: 5 * time.Second, dialog: 45 * time.Second}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	own := patience{silent: time.Second, dialog: time.Minute}
	if got := Open(Config{patience: own}).c.patience; got != own {
		t.Errorf("%+v, want %+v", got, own)
	}
}

func TestAheadOfNothingNothingIsOpened(t *testing.T) {
	s := Open(autoOf(map[Backend]opener{SecretService: offered(nil)}, false))
	s.c.system.order = nil
	s.OpenAhead(t.Context())
	if s.ahead != nil {
		t.Error("something was opened")
	}
}

func TestWhenATemporaryFileIsAbandoned(t *testing.T) {
	c := inFiles(t)
	f := &fileItems{c: &c, keeper: newKeeper()}
	mustDo(t, f.makeDir())
	name := tempName()
	mustDo(t, os.WriteFile(f.path(name), nil, 0o600))
	info, err := os.Lstat(f.path(name))
	mustDo(t, err)
	for age, want := range map[time.Duration]bool{0: false, abandoned: false, abandoned + 1: true} {
		c.Now = func() time.Time { return info.ModTime().Add(age) }
		if got := f.isAbandoned(name); got != want {
			t.Errorf("after %v: %v", age, got)
		}
	}
	if f.isAbandoned(tempName()) {
		t.Error("one that is not there is abandoned")
	}
}

func TestWhichTimesCanBeTrue(t *testing.T) {
	now := time.Now()
	const most = longest + clockSlack
	for _, c := range []struct {
		issued, expires time.Duration // from now
		want            bool
	}{
		{-time.Hour, 0, false},
		{-time.Hour, 1, true},
		{0, most, true},
		{1, most + 1, false},
		{clockSlack, time.Hour, true},
		{clockSlack + 1, time.Hour, false},
		{clockSlack, clockSlack, false}, // it does not live at all
		{time.Second, time.Second + 1, true},
		{time.Hour - most, time.Hour, true},
		{time.Hour - most - 1, time.Hour, false},
	} {
		r := record{IssuedAt: now.Add(c.issued), Expiration: now.Add(c.expires)}
		if err := r.checkTimes(now); (err == nil) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestWhichCharactersATokenHas(t *testing.T) {
	for token, want := range map[string]bool{
		"": false, "!": true, "~": true, "a b": false, "a\x7f": false, "\x1f": false,
		strings.Repeat("x", 9): true, strings.Repeat("x", 10): false,
	} {
		if got := isToken(token, 9); got != want {
			t.Errorf("%q: %v", token, got)
		}
	}
}

// A manifest that was written by hand may be as large as a chunk.
func TestHowLargeAManifestIs(t *testing.T) {
	manifest := fmt.Sprintf(`{"chunks":2,"sha256":%q}`, strings.Repeat("0", 64))
	for size, want := range map[int]bool{len(manifest): true, chunkSize: true, chunkSize + 1: false} {
		if _, got := parseManifest([]byte(manifest + strings.Repeat(" ", size-len(manifest)))); got != want {
			t.Errorf("%d bytes: %v", size, got)
		}
	}
}

func TestHowLargeAFileOfOursIs(t *testing.T) {
	c := inFiles(t)
	u := unlocked{&fileItems{c: &c, keeper: newKeeper()}, secret.New(passphrase)}
	mustDo(t, u.makeDir())
	for size, want := range map[int]string{2 * maxRecord: "damaged", 2*maxRecord + 1: "not one of ours"} {
		mustDo(t, os.WriteFile(u.path("x"), []byte(strings.Repeat("x", size)), 0o600))
		if _, err := u.read(t.Context(), "x"); !errors.Is(err, errMissing) || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: %v, want %q", size, err, want)
		}
	}
}
