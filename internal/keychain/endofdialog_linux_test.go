package keychain

import (
	"errors"
	"testing"

	"github.com/godbus/dbus"
)

func TestWhichSignalEndsADialog(t *testing.T) {
	const prompt = dbus.ObjectPath("/prompt/1")
	owner := func(body ...any) *dbus.Signal {
		return &dbus.Signal{Name: "org.freedesktop.DBus.NameOwnerChanged", Path: "/org/freedesktop/DBus", Body: body}
	}
	completed := func(path dbus.ObjectPath, body ...any) *dbus.Signal {
		return &dbus.Signal{Name: "org.freedesktop.Secret.Prompt.Completed", Path: path, Body: body}
	}
	for name, c := range map[string]struct {
		signal *dbus.Signal
		open   bool
		done   bool
		err    error
	}{
		"the bus is gone":         {nil, false, true, ErrAbsent},
		"the service is gone":     {owner(secretsName, ":1.2", ""), true, true, ErrAbsent},
		"another service is gone": {owner("org.example.Other", ":1.2", ""), true, false, nil},
		"a signal of nothing":     {owner(), true, false, nil},
		"unlocked":                {completed(prompt, false), true, true, nil},
		"dismissed":               {completed(prompt, true), true, true, ErrLocked},
		"odd":                     {completed(prompt, "no"), true, true, ErrLocked},
		"nothing is said":         {completed(prompt), true, false, nil},
		"another dialog":          {completed("/prompt/2", false), true, false, nil},
	} {
		if done, err := endOfDialog(c.signal, c.open, prompt); done != c.done || !errors.Is(err, c.err) {
			t.Errorf("%s: %v, %v", name, done, err)
		}
	}
}
