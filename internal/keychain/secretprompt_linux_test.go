package keychain

import (
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/keyring"
	"github.com/godbus/dbus"
)

// provider is a secret service with one locked collection and one item in it, which answers its
// prompts as the test wants.
type provider struct {
	conn   *dbus.Conn
	secret []byte
	open   atomic.Bool
	looks  atomic.Int32 // how often somebody looked whether it is locked
	hangs  atomic.Value // the name of the method that never answers
	answer func(p *provider, prompt dbus.ObjectPath)
	gone   chan struct{} // told when the dialog was taken back
}

const (
	fakeCollection = dbus.ObjectPath(secretsPath + "/collection/a_5fb")
	fakeItem       = dbus.ObjectPath(secretsPath + "/collection/a_5fb/1")
	fakePrompt     = dbus.ObjectPath(secretsPath + "/prompt/p1")
	secretPrompt   = "org.freedesktop.Secret.Prompt"
)

func (p *provider) hang(method string) {
	if p.hangs.Load() == method {
		select {}
	}
}

func (p *provider) ReadAlias(string) (dbus.ObjectPath, *dbus.Error) {
	p.hang("ReadAlias")
	return fakeCollection, nil
}

func (p *provider) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	p.hang("OpenSession")
	return dbus.MakeVariant(""), secretsPath + "/session/s1", nil
}

func (p *provider) Unlock([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	return nil, fakePrompt, nil
}

func (p *provider) SearchItems(map[string]string) ([]dbus.ObjectPath, *dbus.Error) {
	return []dbus.ObjectPath{fakeItem}, nil
}

type theSecret struct {
	Session           dbus.ObjectPath
	Parameters, Value []byte
	ContentType       string
}

func (p *provider) GetSecret(s dbus.ObjectPath) (theSecret, *dbus.Error) {
	if !p.open.Load() {
		return theSecret{}, dbus.NewError(secretsIsLocked, []any{"Cannot get secret of a locked object"})
	}
	return theSecret{s, nil, p.secret, "application/json"}, nil
}

// Get is of org.freedesktop.DBus.Properties.
func (p *provider) Get(_, property string) (dbus.Variant, *dbus.Error) {
	if property == "Collections" {
		return dbus.MakeVariant([]dbus.ObjectPath{fakeCollection}), nil
	}
	p.looks.Add(1)
	return dbus.MakeVariant(!p.open.Load()), nil // Locked
}

// Prompt shows nothing.
func (p *provider) Prompt(string) *dbus.Error {
	go p.answer(p, fakePrompt)
	return nil
}

// Dismiss takes the dialog back.
func (p *provider) Dismiss() *dbus.Error {
	p.gone <- struct{}{}
	return nil
}

// completed ends a prompt by telling everybody, as KeePassXC does.
func (p *provider) completed(dismissed bool, result any) {
	_ = p.conn.Emit(fakePrompt, secretPrompt+".Completed", dismissed, dbus.MakeVariant(result))
}

// start has the provider be the secret service of the bus.
func (p *provider) start(t *testing.T) {
	t.Helper()
	conn, err := dbus.SessionBusPrivate()
	mustDo(t, err)
	mustDo(t, errors.Join(conn.Auth(nil), conn.Hello()))
	p.conn = conn
	data, err := encode(alice(), issued(alice(), "of-Alice"), time.Now())
	mustDo(t, err)
	p.secret, err = json.Marshal(keyring.Item{Key: alice().Name(), Data: data})
	mustDo(t, err)
	for _, path := range []dbus.ObjectPath{secretsPath, fakeCollection, fakeItem, fakePrompt} {
		for _, face := range []string{
			"org.freedesktop.Secret.Service", "org.freedesktop.Secret.Collection", "org.freedesktop.Secret.Item",
			secretPrompt, "org.freedesktop.DBus.Properties",
		} {
			mustDo(t, conn.Export(p, path, face))
		}
	}
	reply, err := conn.RequestName(secretsName, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("taking the name: %v, %v", reply, err)
	}
}

// withDialogs is a configuration for somebody who sees dialogs and has little patience.
func withDialogs(t *testing.T) Config {
	t.Helper()
	c := onDesktop(t)
	c.Dialogs, c.patience = true, patience{silent: 3 * time.Second, dialog: 500 * time.Millisecond}
	return c
}

// withPatience is one for a dialog that is answered, on a busy machine too.
func withPatience(t *testing.T) Config {
	t.Helper()
	c := withDialogs(t)
	c.patience = patience{silent: 30 * time.Second, dialog: 30 * time.Second}
	return c
}

func TestADialogThatUnlocks(t *testing.T) {
	if !onBus(t, withoutKeyring) {
		return
	}
	p := &provider{answer: func(p *provider, _ dbus.ObjectPath) {
		p.open.Store(true)
		p.completed(false, []dbus.ObjectPath{fakeItem})
	}}
	p.start(t)
	got, err := Open(withPatience(t)).Load(t.Context(), alice())
	if err != nil || got.Credentials.SessionToken != secretToken+"of-Alice" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestADialogThatIsDismissed(t *testing.T) {
	if !onBus(t, withoutKeyring) {
		return
	}
	var shown atomic.Int32
	p := &provider{answer: func(p *provider, _ dbus.ObjectPath) {
		shown.Add(1)
		p.completed(true, "")
	}}
	p.start(t)
	s := Open(withPatience(t))
	for range 2 { // nobody is asked again
		_, err := s.Load(t.Context(), alice())
		failsWith(t, err, ErrLocked, SecretService)
	}
	if n := shown.Load(); n != 1 {
		t.Errorf("%d dialogs", n)
	}
}

func TestADialogThatNobodyAnswers(t *testing.T) {
	if !onBus(t, withoutKeyring) {
		return
	}
	var shown atomic.Int32
	p := &provider{answer: func(*provider, dbus.ObjectPath) { shown.Add(1) }, gone: make(chan struct{}, 9)}
	p.start(t)
	s := Open(withDialogs(t))
	_, err := s.Load(t.Context(), alice())
	failsWith(t, err, ErrTooSlow, SecretService)
	failsWith(t, s.Save(t.Context(), alice(), issued(alice(), "next")), ErrTooSlow, SecretService)
	if n := shown.Load(); n != 1 {
		t.Errorf("%d dialogs", n)
	}
	select {
	case <-p.gone:
	case <-time.After(10 * time.Second):
		t.Error("the dialog stays on the screen")
	}
}

func TestAProviderThatDiesDuringItsDialog(t *testing.T) {
	if !onBus(t, withoutKeyring) {
		return
	}
	p := &provider{answer: func(p *provider, _ dbus.ObjectPath) { _, _ = p.conn.ReleaseName(secretsName) }}
	p.start(t)
	_, err := Open(withPatience(t)).Load(t.Context(), alice())
	failsWith(t, err, ErrAbsent, SecretService)
}

func TestAProviderThatHangs(t *testing.T) {
	if !onBus(t, withoutKeyring) {
		return
	}
	p := &provider{}
	p.open.Store(true)
	p.start(t)
	for _, method := range []string{"ReadAlias", "OpenSession"} {
		p.hangs.Store(method)
		c := withDialogs(t)
		c.patience = patience{silent: 200 * time.Millisecond, dialog: time.Minute}
		for range 2 {
			_, err := Open(c).Load(t.Context(), alice())
			failsWith(t, err, ErrTooSlow, SecretService)
		}
	}
}
