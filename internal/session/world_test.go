package session_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

type fakeMemory struct {
	*calls
	serial device.SerialNumber
	err    error
}

func (f *fakeMemory) Remembered(string) device.SerialNumber { return f.serial }

func (f *fakeMemory) Remember(_ string, s device.SerialNumber) error {
	f.add("remember %s", short(s))
	return f.err
}

func (f *fakeMemory) Forget(string) error {
	f.add("forget")
	return f.err
}

type fakeSpent struct {
	*calls
	spent map[session.TokenCode]bool
	err   error
}

func (f *fakeSpent) Spend(s device.SerialNumber, c session.TokenCode) error {
	f.add("spend %s", nameOf(c))
	if f.spent[c] {
		return &session.SpentError{SerialNumber: s, Wait: 7 * time.Second}
	}
	return f.err
}

func (f *fakeSpent) Unspend(_ device.SerialNumber, c session.TokenCode) error {
	f.add("unspend %s", nameOf(c))
	return f.err
}

type fakeJournal struct {
	*calls
	err error
}

func (f *fakeJournal) Stored(id session.Identity, _ session.Session) error {
	f.add("record %s", short(id.SerialNumber))
	return f.err
}

// start is when the scenarios happen.
var start = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// world is a provider with all its parts. At first the device is remembered and registered, nothing
// is stored, the turn is free, there is one code, A, and it is good.
type world struct {
	*calls
	*session.Provider
	ctx    context.Context //nolint:containedctx // a scenario is one call
	cancel context.CancelFunc

	store   *fakeStore
	queue   *fakeQueue
	devices *fakeDevices
	chooser *fakeChooser
	codes   *fakeCodes
	early   *fakeCodes // not wired at first
	issuer  *fakeIssuer
	memory  *fakeMemory
	spent   *fakeSpent
	journal *fakeJournal

	now      time.Time
	warnings []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	c := &calls{}
	w := &world{
		calls:   c,
		store:   &fakeStore{calls: c, sessions: map[session.Identity]session.Session{}},
		queue:   &fakeQueue{calls: c},
		devices: &fakeDevices{calls: c, devices: []device.Device{{SerialNumber: phone}}},
		chooser: &fakeChooser{calls: c, choice: tablet},
		codes:   &fakeCodes{calls: c, name: "ask", codes: []session.TokenCode{codeA}},
		early:   &fakeCodes{calls: c, name: "ask early", codes: []session.TokenCode{codeA}},
		memory:  &fakeMemory{calls: c, serial: phone},
		spent:   &fakeSpent{calls: c, spent: map[session.TokenCode]bool{}},
		journal: &fakeJournal{calls: c},
		now:     start,
	}
	w.ctx, w.cancel = context.WithCancel(t.Context())
	t.Cleanup(w.cancel)
	w.issuer = &fakeIssuer{calls: c, now: func() time.Time { return w.now }}
	w.Provider = &session.Provider{
		Identity: session.Identity{AccessKeyID: keyID, SerialNumber: phone, Partition: "aws"},
		Duration: 12 * time.Hour,
		Started:  start,
		Store:    w.store, Queue: w.queue, Devices: w.devices, Codes: w.codes, Issuer: w.issuer,
		Memory: w.memory, Spent: w.spent, Journal: w.journal,
		Now: func() time.Time { return w.now },
		Warn: func(err error) {
			c.add("warn")
			w.warnings = append(w.warnings, err.Error())
		},
		Reused: func(s session.Session) { c.add("tell that %s is reused", s.Credentials.AccessKeyID) },
	}
	return w
}

// keep puts a session of twelve hours into the store, with that much of its life left.
func (w *world) keep(serial device.SerialNumber, left time.Duration) {
	id := w.Identity
	id.SerialNumber = serial
	expires := start.Add(left)
	w.store.sessions[id] = sessionOf("stored", serial, expires.Add(-12*time.Hour), expires)
}

// unknown is a caller about whose device nothing is known.
func (w *world) unknown() {
	w.Identity.SerialNumber, w.memory.serial = "", ""
}

// ownCode is a code on the command line: it comes first for any purpose.
func (w *world) ownCode() {
	w.OwnCode, w.Early = true, w.early
}

// unready is a caller that can ask nobody.
func (w *world) unready() {
	w.codes.notReady = session.ErrNobodyToAsk
	w.queue.entries = append(w.queue.entries, entry{err: session.ErrNobodyToAsk})
}

func (w *world) registered(serials ...device.SerialNumber) {
	w.devices.devices = nil
	for _, s := range serials {
		w.devices.devices = append(w.devices.devices, device.Device{SerialNumber: s})
	}
}

// scenario is one story and how it must end.
type scenario struct {
	name   string
	given  func(w *world)
	serves string           // "stored" or "issued", empty for none
	fails  func(error) bool // nil for no error
	warns  []string
	calls  string // in order, separated by semicolons
}

func run(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			w := newWorld(t)
			sc.given(w)
			sc.play(t, w)
		})
	}
}

func (sc scenario) play(t *testing.T, w *world) {
	t.Helper()
	got, err := w.Session(w.ctx)
	if got.Credentials.AccessKeyID != sc.serves {
		t.Errorf("served %q, want %q", got.Credentials.AccessKeyID, sc.serves)
	}
	fails := sc.fails
	if fails == nil {
		fails = func(err error) bool { return err == nil }
	}
	if !fails(err) {
		t.Errorf("error: %v", err)
	}
	if diff := cmp.Diff(sc.warns, w.warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(strings.Split(sc.calls, "; "), w.list); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func as[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}

// The usual ends of a story.
const (
	cold     = "load phone; enter; load phone; list; "
	early    = "load phone; enter if free; load phone; list; "
	kept     = "; save phone; record phone; leave session-stored phone"
	fromAskA = "ask phone 1; spend A; issue phone A 12h0m0s" + kept
)
