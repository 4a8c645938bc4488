package keychain

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus"
)

// Each call takes a turn of the daemon, and listing grows with all that a person keeps.
func TestAHitTakesNineCallsAndListsNothing(t *testing.T) {
	if !onBus(t, withKeyring) {
		return
	}
	want := issued(alice(), "of-Alice")
	save(t, Open(onDesktop(t)), alice(), want)
	monitor, err := dbus.SessionBusPrivate()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(monitor.Auth(nil), monitor.Hello()); err != nil {
		t.Fatal(err)
	}
	rule := []string{"type='method_call',destination='" + secretsName + "'"}
	if err := monitor.BusObject().Call("org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, rule, uint32(0)).Err; err != nil {
		t.Fatal(err)
	}
	seen := make(chan *dbus.Message, 100)
	monitor.Eavesdrop(seen) // which hides the answers to its own calls
	serves(t, Open(onDesktop(t)), alice(), want)
	if err := bus(t).Object(secretsName, secretsPath).Call("org.freedesktop.DBus.Peer.Ping", 0).Err; err != nil {
		t.Fatal(err)
	}
	calls := callsUntilPing(t, seen)
	if len(calls) == 0 || len(calls) > 9 || slices.Contains(calls, "Items") {
		t.Errorf("%d calls: %q", len(calls), calls)
	}
}

// callsUntilPing names the calls that were seen before a ping; of properties, the property.
func callsUntilPing(t *testing.T, seen <-chan *dbus.Message) []string {
	t.Helper()
	var calls []string
	for {
		select {
		case m := <-seen:
			name, _ := m.Headers[dbus.FieldMember].Value().(string)
			if m.Type != dbus.TypeMethodCall {
				continue
			}
			if name == "Ping" {
				return calls
			}
			if name == "Get" && len(m.Body) == 2 {
				name, _ = m.Body[1].(string)
			}
			calls = append(calls, name)
		case <-time.After(10 * time.Second):
			t.Fatalf("no ping was seen after %q", calls)
		}
	}
}

// forgetful is a secret service that, like gnome-keyring under many clients, does not know a client
// yet when it answers its first call, and would die of another one. Whether the collection is locked
// it says once a session was opened: who waits for that answer first waits for ever.
type forgetful struct {
	*provider
	opened   chan struct{} // closed once a session was opened
	once     sync.Once
	asked    atomic.Int32
	answered atomic.Bool
	early    atomic.Bool // another call came before the first answer
}

func (f *forgetful) ReadAlias(string) (dbus.ObjectPath, *dbus.Error) {
	if f.asked.Add(1) > 1 {
		return fakeCollection, nil
	}
	time.Sleep(50 * time.Millisecond) // time to do the wrong thing
	f.answered.Store(true)
	return "/", nil
}

func (f *forgetful) OpenSession(s string, v dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	f.tooEarly()
	f.once.Do(func() { close(f.opened) })
	return f.provider.OpenSession(s, v)
}

func (f *forgetful) Get(face, property string) (dbus.Variant, *dbus.Error) {
	f.tooEarly()
	if property == "Locked" {
		<-f.opened
	}
	return f.provider.Get(face, property)
}

func (f *forgetful) tooEarly() {
	if !f.answered.Load() {
		f.early.Store(true)
	}
}

func TestNothingIsSentBeforeTheFirstAnswerAndNoCollectionIsAskedForTwice(t *testing.T) {
	if !onBus(t, withoutKeyring) {
		return
	}
	f := &forgetful{provider: &provider{}, opened: make(chan struct{})}
	f.open.Store(true)
	f.start(t)
	mustDo(t, f.conn.Export(f, secretsPath, "org.freedesktop.Secret.Service"))
	for _, object := range []dbus.ObjectPath{secretsPath, fakeCollection} {
		mustDo(t, f.conn.Export(f, object, "org.freedesktop.DBus.Properties"))
	}
	s := Open(withDialogs(t))
	s.OpenAhead(t.Context())
	_, err := s.Load(t.Context(), alice())
	mustDo(t, err)
	if f.early.Load() || f.asked.Load() != 2 {
		t.Errorf("a call before the first answer: %v; the default collection was asked for %d times, want twice", f.early.Load(), f.asked.Load())
	}
}
