package keychain

import (
	"errors"
	"slices"
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
