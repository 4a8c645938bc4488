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

// keen is a secret service that answers the first question only once the second is there. Who waits
// for one answer after the other waits for ever.
type keen struct {
	*provider
	asked    chan struct{} // closed once it is asked whether the default collection is locked
	once     sync.Once
	answered atomic.Bool
	early    atomic.Bool // a session was opened before the first answer
}

func (k *keen) ReadAlias(string) (dbus.ObjectPath, *dbus.Error) {
	<-k.asked
	time.Sleep(50 * time.Millisecond) // time to do the wrong thing
	k.answered.Store(true)
	return fakeCollection, nil
}

func (k *keen) OpenSession(s string, v dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	k.early.Store(k.early.Load() || !k.answered.Load())
	return k.provider.OpenSession(s, v)
}

func (k *keen) Get(face, property string) (dbus.Variant, *dbus.Error) {
	k.once.Do(func() { close(k.asked) })
	return k.provider.Get(face, property)
}

// gnome-keyring dies under many clients whose first call is OpenSession.
func TestBothQuestionsAreOnTheirWayBeforeAnAnswerAndASessionIsNot(t *testing.T) {
	if !onBus(t, withoutKeyring) {
		return
	}
	k := &keen{provider: &provider{}, asked: make(chan struct{})}
	k.open.Store(true)
	k.start(t)
	mustDo(t, k.conn.Export(k, secretsPath, "org.freedesktop.Secret.Service"))
	mustDo(t, k.conn.Export(k, secretsDefault, "org.freedesktop.DBus.Properties"))
	s := Open(withDialogs(t))
	s.OpenAhead(t.Context())
	_, err := s.Load(t.Context(), alice())
	mustDo(t, err)
	if k.early.Load() {
		t.Error("a session was opened before the first answer")
	}
}
