package keychain

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/99designs/keyring"
)

func TestNamesInPathsOfTheBusAreDecoded(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "login": "login", "a_5fb": "a_b", "_5f": "_", "x_41": "xA", "_5f_5f": "__",
		"_": "_", "_5": "_5", "a_5": "a_5", "a_zz": "a_zz", "a_5f_z": "a_5f_z",
	} {
		if got := decodeName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestALineOfPassIsNotLongerThanALine(t *testing.T) {
	for length, want := range map[int]int{1: 1, 159: 159, 160: 160, 161: 161, 500: 161} {
		got := []rune(plain(" " + strings.Repeat("ä", length) + "\n"))
		if len(got) != want || (length > 160) != (got[len(got)-1] == '…') {
			t.Errorf("%d characters became %d", length, len(got))
		}
	}
}

// The first read waits for nobody, the next ones do.
func TestOnlyWhoReadsAgainWaitsForALane(t *testing.T) {
	waits := 0
	c := Config{LockOneOf: func(context.Context, []string) (func(), error) {
		waits++
		return func() {}, nil
	}}
	s := &secretItems{libraryItems: libraryItems{kr: keyring.NewArrayKeyring(nil), limit: time.Minute}, gate: &gate{c: &c}}
	for i := range 3 {
		if _, err := s.get(t.Context(), "x"); !errors.Is(err, errMissing) || waits != i {
			t.Errorf("read %d: %v, waited %d times", i, err, waits)
		}
	}
}

func TestTheKeyringInTheKernelHasItsName(t *testing.T) {
	for given, want := range map[string]string{"": service, "of-a-test": "of-a-test"} {
		opened, err := openKeyctl(t.Context(), &Config{KeyctlName: given})
		if k, ok := opened.(*keyctlItems); err != nil || !ok || k.name != want {
			t.Errorf("%q: %+v, %v", given, opened, err)
		}
	}
}

// The agent gets time in between, and more the second time.
func TestPassIsAskedAgainAfterAPause(t *testing.T) {
	c, here := fakePass(t, `date +%s%N >>"$here/times"; `+saysLocked)
	c.patience = usual()
	_, err := Open(c).Load(t.Context(), alice())
	failsWith(t, err, ErrLocked, Pass)
	data, err := os.ReadFile(filepath.Join(here, "times"))
	mustDo(t, err)
	var at []int
	for _, word := range strings.Fields(string(data)) {
		nanoseconds, err := strconv.Atoi(word)
		mustDo(t, err)
		at = append(at, nanoseconds)
	}
	if len(at) != 4 || at[2]-at[1] < 50_000_000 || at[3]-at[2] < 200_000_000 {
		t.Errorf("started at %d", at)
	}
}

// A store of files says that it can be written to before and after its first item, and keeps nothing
// open for that.
func TestFilesAreWritableWithAndWithoutACheck(t *testing.T) {
	c := inFiles(t)
	s := Open(c)
	mustDo(t, s.Writable(t.Context(), alice()))
	save(t, s, alice(), issued(alice(), "of-Alice"))
	before := openFiles(t)
	const times = 200
	for range times {
		mustDo(t, mayRead(filepath.Join(c.Dir, passphraseCheck)))
		mustDo(t, syncFile(filepath.Join(c.Dir, passphraseCheck)))
		syncDir(c.Dir)
	}
	mustDo(t, s.Writable(t.Context(), alice()))
	if after := openFiles(t); after > before+times/2 {
		t.Errorf("%d files are open, after %d", after, before)
	}
	names, err := (&fileItems{c: &c}).names()
	if err != nil || len(names) != 2 {
		t.Errorf("left: %v, %v", names, err)
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	mustDo(t, err)
	return len(entries)
}
