package keychain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/99designs/keyring"
	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/session"
)

// place is where a store keeps sessions, with the library's own view of it as a second way in.
type place struct {
	config Config
	ring   keyring.Keyring
	most   int  // bytes that an item may have here; 0: any number
	writes int  // that the test of many at once makes for each writer
	slow   bool // each call takes long: of what has nothing to do with the backend, a part will do
}

// maker makes a place of its own for each test.
type maker func(t *testing.T) place

// contract is what every backend has to keep.
func contract(t *testing.T, newPlace maker) {
	t.Helper()
	t.Run("what is stored comes back", comesBack(newPlace))
	t.Run("what was never stored is a miss", neverStored(newPlace))
	t.Run("the last session that was stored is served", lastIsServed(newPlace))
	t.Run("what is deleted is a miss", deleted(newPlace))
	t.Run("another identity is a miss", otherIdentities(newPlace))
	t.Run("an item under another name is a miss", renamed(newPlace))
	t.Run("odd items are misses", oddItems(newPlace))
	t.Run("an odd item is replaced", oddIsReplaced(newPlace))
	t.Run("deleting all deletes sessions alone", deleteAll(newPlace))
	t.Run("many writers and readers see whole sessions", manyAtOnce(newPlace))
	t.Run("writers, readers and deleters do not mind each other", deletersToo(newPlace))
}

// put keeps an item as any program could.
func (p place) put(t *testing.T, name string, data []byte) {
	t.Helper()
	err := callOnly(t.Context(), time.Minute, func() error { return p.ring.Set(keyring.Item{Key: name, Data: data}) })
	if err != nil {
		t.Fatalf("putting an item: %v", err)
	}
}

func (p place) names(t *testing.T) []string {
	t.Helper()
	names, err := p.ring.Keys()
	if err != nil {
		t.Fatalf("listing the items: %v", err)
	}
	slices.Sort(names)
	return names
}

func save(t *testing.T, s *Store, id session.Identity, issued session.Session) {
	t.Helper()
	if err := s.Save(t.Context(), id, issued); err != nil {
		t.Fatalf("saving: %v", err)
	}
}

// serves checks what a store gives.
func serves(t *testing.T, s *Store, id session.Identity, want session.Session) {
	t.Helper()
	got, err := s.Load(t.Context(), id)
	if err != nil {
		t.Fatalf("loading: %v", err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("loaded (-want +got):\n%s", diff)
	}
}

// misses checks that a store has nothing to give, which is no fault of it.
func misses(t *testing.T, s *Store, id session.Identity) {
	t.Helper()
	_, err := s.Load(t.Context(), id)
	var fault *session.StoreError
	if !errors.Is(err, session.ErrNotFound) || errors.As(err, &fault) {
		t.Errorf("loading: %v, want %v", err, session.ErrNotFound)
	}
}

func comesBack(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		want := large(alice(), "of-Alice")
		want.Credentials.SessionToken = want.Credentials.SessionToken[:4000] + "+/=~!\"'$`\\<>&{}%00"
		want.IssuedAt = want.IssuedAt.Truncate(time.Second).Add(123456789)
		writer := Open(p.config)
		save(t, writer, alice(), want)
		serves(t, writer, alice(), want)
		serves(t, Open(p.config), alice(), want)

		largest := large(alice(), "largest")
		save(t, writer, alice(), largest)
		serves(t, Open(p.config), alice(), largest)

		least := issued(alice(), "least")
		least.Credentials.AccountID = ""
		save(t, writer, alice(), least)
		serves(t, Open(p.config), alice(), least)
	}
}

func neverStored(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		s := Open(p.config)
		misses(t, s, alice())
		save(t, s, alice(), issued(alice(), "of-Alice"))
		other := alice()
		other.SerialNumber = ""
		misses(t, s, other)
	}
}

func lastIsServed(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		a, b := Open(p.config), Open(p.config)
		save(t, a, alice(), issued(alice(), "first"))
		second := large(alice(), "second")
		save(t, b, alice(), second)
		serves(t, a, alice(), second)
		third := issued(alice(), "third")
		save(t, a, alice(), third)
		serves(t, b, alice(), third)
		if names := p.names(t); !slices.Contains(names, alice().Name()) {
			t.Errorf("items: %q", names)
		}
	}
}

func deleted(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		s, bob := Open(p.config), alice()
		bob.AccessKeyID = "AKIAEXAMPLEBOB000000"
		stays := issued(bob, "of-Bob")
		save(t, s, bob, stays)
		save(t, s, alice(), large(alice(), "of-Alice"))
		for _, name := range []string{"there", "gone already"} {
			if err := Open(p.config).Delete(t.Context(), alice()); err != nil {
				t.Errorf("deleting what is %s: %v", name, err)
			}
			misses(t, s, alice())
		}
		serves(t, s, bob, stays)
		ours := slices.DeleteFunc(p.names(t), func(name string) bool { return !isOurs(name) })
		if diff := cmp.Diff([]string{bob.Name()}, ours); diff != "" {
			t.Errorf("items left (-want +got):\n%s", diff)
		}
	}
}

// strangers are identities that differ from Alice's in one field.
func strangers() map[string]session.Identity {
	key, serial, partition, endpoint := alice(), alice(), alice(), alice()
	key.AccessKeyID = "AKIAEXAMPLEALICE0001"
	serial.SerialNumber = "arn:aws:iam::111122223333:mfa/tablet"
	partition.Partition = "aws-cn"
	endpoint.CustomEndpoint = "https://sts.example.com"
	return map[string]session.Identity{"key": key, "serial number": serial, "partition": partition, "endpoint": endpoint}
}

func otherIdentities(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		s := Open(p.config)
		save(t, s, alice(), issued(alice(), "of-Alice"))
		for _, stranger := range strangers() {
			misses(t, s, stranger)
		}
	}
}

// renamed has an item lie under the name of another identity, as no name is proof of what is in it.
func renamed(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		notes := &notes{}
		p.config.Debug = notes.add
		s := Open(p.config)
		data, err := encode(alice(), issued(alice(), "of-Alice"), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for field, stranger := range strangers() {
			p.put(t, stranger.Name(), data)
			misses(t, s, stranger)
			if len(notes.lines) == 0 {
				t.Errorf("no reason was told for another %s", field)
			}
			notes.lines = nil
		}
	}
}

func deleteAll(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		foreign := []string{
			"keys.alice", "passphrase-check", "login", "v2.phone.0f97f442857e4ecf7064", "v1.phone.short",
			"v1.Phone.0f97f442857e4ecf7064", ".tmp-mine", "x.v1.phone.0f97f442857e4ecf7064",
		}
		for _, name := range foreign[:3] {
			p.put(t, name, []byte("foreign"))
		}
		if p.config.Backend != SecretService { // which is slow to list
			for _, name := range foreign[3:] {
				p.put(t, name, []byte("foreign"))
			}
		}
		kept := p.names(t)
		s := Open(p.config)
		for i := range 3 {
			id := alice()
			id.AccessKeyID = fmt.Sprintf("AKIAEXAMPLEUSER%05d", i)
			save(t, s, id, large(id, "some"))
		}
		p.put(t, tempName(), []byte("left by a writer"))
		p.put(t, alice().Name()+".0123456789abcdef.0", []byte("left by a writer of parts"))
		n, err := Open(p.config).DeleteAll(t.Context())
		if n != 3 || err != nil {
			t.Errorf("deleted %d, %v, want 3", n, err)
		}
		if diff := cmp.Diff(kept, p.names(t)); diff != "" {
			t.Errorf("items left (-want +got):\n%s", diff)
		}
		if n, err := Open(p.config).DeleteAll(context.Background()); n != 0 || err != nil {
			t.Errorf("deleted again: %d, %v", n, err)
		}
	}
}
