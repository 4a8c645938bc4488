package keychain

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// oddItem is something under the name of a session that is not to be served, and why.
type oddItem struct {
	name   string
	data   []byte
	reason string // a part of it
}

// changed is the stored form of a good session with one field of it replaced, by its path.
func changed(t *testing.T, value any, path ...string) []byte {
	t.Helper()
	data, err := encode(alice(), issued(alice(), "changed"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var whole map[string]any
	if err := json.Unmarshal(data, &whole); err != nil {
		t.Fatal(err)
	}
	in := whole
	for _, name := range path[:len(path)-1] {
		in = in[name].(map[string]any)
	}
	in[path[len(path)-1]] = value
	data, err = json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func odd(t *testing.T) []oddItem {
	t.Helper()
	good := changed(t, recordSchema, "schema")
	at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339Nano) }
	const noRecord = "no record"
	return []oddItem{
		{"expired", changed(t, at(-time.Second), "expiration"), "expired"},
		{"expires after all that AWS grants", changed(t, at(37*time.Hour), "expiration"), "later than AWS grants"},
		{"lives too long", changed(t, at(-37*time.Hour), "issued_at"), "lives longer"},
		{"issued in the future", changed(t, at(2*time.Minute), "issued_at"), "in the future"},
		{"ended before it began", changed(t, at(-time.Hour), "expiration"), "expired"},
		{"no dates", changed(t, "0001-01-01T00:00:00Z", "issued_at"), "lives longer"},
		{"a date that is none", changed(t, "tomorrow", "expiration"), noRecord},
		{"another version", changed(t, 2, "schema"), "version 2"},
		{"no version", changed(t, 0, "schema"), "version 0"},
		{"a field more", changed(t, "x", "more"), noRecord},
		{"a field of another type", changed(t, 7, "credentials", "session_token"), noRecord},
		{"no key ID", changed(t, "", "credentials", "access_key_id"), "key ID"},
		{"a key ID that is none", changed(t, "ASIAEXAMPLE 00000000", "credentials", "access_key_id"), "key ID"},
		{"no secret key", changed(t, "", "credentials", "secret_access_key"), "secret access key"},
		{"a secret key with a line feed", changed(t, secretKey+"\n", "credentials", "secret_access_key"), "secret access key"},
		{"no token", changed(t, "", "credentials", "session_token"), "token"},
		{"a token that is too long", changed(t, strings.Repeat("x", maxToken+1), "credentials", "session_token"), "token"},
		{"an account that is none", changed(t, "alice", "credentials", "account_id"), "account"},
		{"nothing", []byte{}, noRecord},
		{"garbage", []byte("\x00\xff" + secretKey), noRecord},
		{"no object", []byte(`"` + secretToken + `"`), noRecord},
		{"null", []byte("null"), "version 0"},
		{"cut off", good[:len(good)-20], noRecord},
		{"more than one", append(good, good...), "more than a record"},
		{"too large", append(good, bytes.Repeat([]byte(" "), maxRecord)...), "bytes"},
	}
}

func oddItems(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		notes := &notes{}
		p.config.Debug = notes.add
		s := Open(p.config)
		for i, odd := range odd(t) {
			if p.slow && i%6 != 0 || p.most > 0 && len(odd.data) > p.most {
				continue
			}
			if len(odd.data) == 0 && p.config.Backend == Keyctl { // a key of the kernel is never empty
				continue
			}
			t.Run(odd.name, func(t *testing.T) {
				notes.lines = nil
				p.put(t, alice().Name(), odd.data)
				misses(t, s, alice())
				if text := notes.text(); !strings.Contains(text, odd.reason) {
					t.Errorf("told %q, want %q in it", text, odd.reason)
				}
				holdsNoSecret(t, notes.text())
			})
		}
	}
}

func oddIsReplaced(newPlace maker) func(*testing.T) {
	return func(t *testing.T) {
		p := newPlace(t)
		s := Open(p.config)
		p.put(t, alice().Name(), []byte("garbage"))
		misses(t, s, alice())
		want := issued(alice(), "good")
		save(t, s, alice(), want)
		serves(t, Open(p.config), alice(), want)
	}
}
