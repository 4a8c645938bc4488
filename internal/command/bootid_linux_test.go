package command

import (
	"bytes"
	"testing"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/session"
)

// What was in the memory of the kernel is gone after a restart, and so it is for status, which does not
// look there.
func TestSessionsOfTheKernelEndWithARestart(t *testing.T) {
	w := newWorld(t)
	id := session.Identity{AccessKeyID: alice.AccessKeyID, SerialNumber: device.SerialNumber(aliceDevice), Partition: "aws", CustomEndpoint: w.aws.URL()}
	issued := session.Session{IssuedAt: w.now()}
	issued.Credentials.Expires = w.now().Add(freshLeft)
	r := &run{Process: &Process{Environ: w.environ(), Home: w.home, GOOS: "linux", Now: w.now, Stderr: &bytes.Buffer{}}}
	stored := func(backend keychain.Backend) {
		t.Helper()
		j := &journal{run: r, profile: string(backend), store: keychain.Open(keychain.Config{Backend: backend, Now: w.now})}
		if err := j.Stored(id, issued); err != nil {
			t.Fatal(err)
		}
	}
	restart := func() {
		t.Helper()
		records, err := r.sessions().List()
		if err != nil || len(records) == 0 {
			t.Fatalf("%d records, %v", len(records), err)
		}
		last := records[len(records)-1]
		if was := last.BootID; was != "" && was != bootID() {
			t.Errorf("the record has the boot id %q, this system %q", was, bootID())
		} else if was != "" {
			last.BootID = "00000000-0000-0000-0000-000000000000"
		}
		if err := r.sessions().Put(last); err != nil {
			t.Fatal(err)
		}
	}
	for _, backend := range []keychain.Backend{keychain.Keyctl, keychain.File} {
		stored(backend)
		w.ends(w.run("status", "--quiet"), exitOK, 0)
		restart()
		want, table := exitOK, true
		if backend == keychain.Keyctl {
			want, table = exitNothingStored, false
		}
		w.ends(w.run("status", "--quiet"), want, 0)
		if got := w.run("status"); (got.stdout != "") != table {
			t.Errorf("%s: status shows %q", backend, got.stdout)
		}
		if got := w.run("status", "--prompt"); (got.stdout != "") != table {
			t.Errorf("%s: a prompt shows %q", backend, got.stdout)
		}
	}
}

// A clock that stood still, or went back, would keep codes spent for ever, or forget them.
func TestSinceBootGoesOn(t *testing.T) {
	before := sinceBoot()
	for range 1000 {
		if now := sinceBoot(); now < before {
			t.Fatalf("%v after %v", now, before)
		}
	}
	if after := sinceBoot(); before <= 0 || after == before {
		t.Errorf("%v, then %v", before, after)
	}
}
