package statefile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func recordNamed(name string, expires time.Time) SessionRecord {
	return SessionRecord{
		Profile: "work", AccessKeyID: "AKIAEXAMPLE", SerialNumber: "arn:aws:iam::123456789012:mfa/alice", Partition: "aws",
		CustomEndpoint: "https://sts.example.com", Backend: "keyctl", ItemName: name, IssuedAt: noon, ExpiresAt: expires, BootID: "boot",
	}
}

func mustPut(t *testing.T, s *Sessions, records ...SessionRecord) {
	t.Helper()
	for _, r := range records {
		if err := s.Put(r); err != nil {
			t.Fatal(err)
		}
	}
}

func wantList(t *testing.T, s *Sessions, want ...SessionRecord) {
	t.Helper()
	got, err := s.List()
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("List (-want +got):\n%s", diff)
	}
}

func TestSessions(t *testing.T) {
	later := noon.Add(time.Hour)
	a, b := recordNamed("a", later), recordNamed("b", later)
	t.Run("none at first", func(t *testing.T) {
		dir := newDir(t)
		s := &Sessions{Dir: dir, Now: at(noon)}
		if err := errors.Join(s.Remove("a", "keyctl"), s.RemoveAll("")); err != nil {
			t.Error(err)
		}
		wantList(t, s)
		if _, err := os.Lstat(dir); err == nil {
			t.Error("a directory was made for nothing")
		}
	})
	t.Run("one for each item", func(t *testing.T) {
		s := &Sessions{Dir: newDir(t), Now: at(noon)}
		again := a
		again.Profile, again.IssuedAt = "other", noon.Add(time.Second).In(time.FixedZone("CET", 3600))
		mustPut(t, s, a, b, again)
		again.IssuedAt = again.IssuedAt.UTC()
		wantList(t, s, b, again)
	})
	t.Run("one for each backend that has the item", func(t *testing.T) {
		s := &Sessions{Dir: newDir(t), Now: at(noon)}
		inFiles := a
		inFiles.Backend = "file"
		mustPut(t, s, a, b, inFiles)
		wantList(t, s, a, b, inFiles)
		if err := s.Remove("a", "keyctl"); err != nil {
			t.Error(err)
		}
		wantList(t, s, b, inFiles)
		if err := s.RemoveAll("file"); err != nil {
			t.Error(err)
		}
		wantList(t, s, b)
	})
	t.Run("what expired more than a day ago is dropped", func(t *testing.T) {
		s := &Sessions{Dir: newDir(t), Now: at(noon)}
		longAgo, yesterday := recordNamed("long-ago", noon.Add(-24*time.Hour-time.Second)), recordNamed("yesterday", noon.Add(-24*time.Hour))
		mustPut(t, s, longAgo, yesterday, a)
		wantList(t, s, yesterday, a)
	})
	t.Run("one is removed", func(t *testing.T) {
		s := &Sessions{Dir: newDir(t), Now: at(noon)}
		mustPut(t, s, a, b)
		if err := errors.Join(s.Remove("a", "keyctl"), s.Remove("b", "file"), s.Remove("never there", "keyctl")); err != nil {
			t.Error(err)
		}
		wantList(t, s, b)
	})
	t.Run("all are removed", func(t *testing.T) {
		s := &Sessions{Dir: newDir(t), Now: at(noon)}
		mustPut(t, s, a, b)
		if err := errors.Join(s.RemoveAll(""), s.RemoveAll("")); err != nil {
			t.Error(err)
		}
		wantList(t, s)
	})
}

func TestARecordThatMakesNoSenseIsOverwritten(t *testing.T) {
	for name, content := range map[string]string{
		"empty":           "",
		"no JSON":         "}",
		"another version": `{"version":2,"entries":[]}`,
		"no version":      `{"entries":[]}`,
		"other entries":   `{"version":1,"entries":{"a":1}}`,
		"cut off":         `{"version":1,"entries":[{"item_name":"a"}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := &Sessions{Dir: newDir(t), Now: at(noon)}
			mustWrite(t, filepath.Join(s.Dir, "sessions.json"), content)
			if got, err := s.List(); !errors.Is(err, ErrCorrupt) || got != nil {
				t.Errorf("List = %v, %v; want %v", got, err, ErrCorrupt)
			}
			a := recordNamed("a", noon.Add(time.Hour))
			mustPut(t, s, a)
			wantList(t, s, a)
		})
	}
}

func TestAnUpdateThatGetsNoLockIsDoneAndSaysSo(t *testing.T) {
	s := &Sessions{Dir: newDir(t), Now: at(noon)}
	mustWrite(t, filepath.Join(s.Dir, "locks"), "in the way")
	a := recordNamed("a", noon.Add(time.Hour))
	if err := s.Put(a); !errors.Is(err, ErrNoLock) {
		t.Errorf("error %v, want %v", err, ErrNoLock)
	}
	wantList(t, s, a)
}

func TestNoUpdateOfManyProcessesIsLost(t *testing.T) {
	s := &Sessions{Dir: newDir(t), Now: at(noon)}
	const processes = 12
	var waits []func() error
	for range processes {
		cmd, out := process(t, "put-one", s.Dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waits = append(waits, func() error {
			if err := cmd.Wait(); err != nil {
				return fmt.Errorf("%w: %s", err, out)
			}
			return nil
		})
	}
	for _, wait := range waits {
		if err := wait(); err != nil {
			t.Error(err)
		}
	}
	records, err := s.List()
	if err != nil || len(records) != processes {
		t.Errorf("%d records, %v; want %d", len(records), err, processes)
	}
}

func putOne(dir string) int {
	s := &Sessions{Dir: dir, Now: at(noon)}
	if err := s.Put(recordNamed(fmt.Sprint("item-", os.Getpid()), noon.Add(time.Hour))); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// Whatever the file holds, the next record that is put is there afterwards, and what could be read
// before still is.
func FuzzPutIntoAnything(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("null"))
	f.Add([]byte(`{"version":1,"entries":null}`))
	f.Add([]byte(`{"version":1,"entries":[{"item_name":"b","expires_at":"2026-11-21T00:00:00Z"}]}`))
	f.Add([]byte(`{"version":1,"entries":[{"expires_at":"9999-99-99"}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		s := &Sessions{Dir: newDir(t), Now: at(noon)}
		mustWrite(t, filepath.Join(s.Dir, "sessions.json"), string(content))
		before, _ := s.List() // an unreadable record is empty
		a := recordNamed("a", noon.Add(time.Hour))
		mustPut(t, s, a)
		want := slices.DeleteFunc(before, func(r SessionRecord) bool {
			return r.ItemName == "a" && r.Backend == a.Backend || r.ExpiresAt.Before(noon.Add(-keepExpired))
		})
		wantList(t, s, append(want, a)...)
	})
}
