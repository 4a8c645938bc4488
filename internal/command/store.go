package command

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"github.com/mfa-session/mfa-session/internal/codesource"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

// store is the keychain that the options name. It is opened at the first use.
func (r *run) store(backend keychain.Backend, noInput bool) *keychain.Store {
	passphrase, unattended := r.passphrase(noInput)
	first := passphrase
	if passphrase != nil && !unattended {
		first = r.askNewPassphrase
	}
	return keychain.Open(keychain.Config{
		Backend:       backend,
		Dir:           r.fileDir(),
		PassDir:       firstOf(r.getenv("PASSWORD_STORE_DIR"), filepath.Join(r.Home, ".password-store")),
		Passphrase:    passphrase,
		NewPassphrase: first,
		Unattended:    unattended,
		Dialogs:       r.hasDialogs(noInput),
		Lock: func(ctx context.Context, name string) (func(), error) {
			return statefile.Lock(ctx, r.stateDir(), name)
		},
		LockOneOf: func(ctx context.Context, names []string) (func(), error) {
			return statefile.LockOneOf(ctx, r.stateDir(), names)
		},
		Turn: func(ctx context.Context, name string, needed func() (bool, error), do func() error) error {
			return statefile.InTurn(ctx, r.stateDir(), name, needed, do)
		},
		Environ:  codesource.Scrubbed(r.childEnvironBus()),
		Terminal: r.terminalForOthers(noInput),
		Now:      r.Now,
		Debug:    func(message string) { r.debugf("%s", message) },
	})
}

// storeName names the keychain by what decides how it behaves to this process: which it is, where it
// is found, and whether it may show a dialog, on the screen or on a terminal. It is opaque.
func (r *run) storeName(store *keychain.Store, o options) string {
	name := fmt.Sprintf("%s %v %q", store.Backend(), r.hasDialogs(o.noInput), r.fileDir())
	for _, variable := range []string{"DBUS_SESSION_BUS_ADDRESS", "PASSWORD_STORE_DIR", "GNUPGHOME", "GPG_TTY"} {
		name += fmt.Sprintf(" %q", r.getenv(variable))
	}
	if store.Backend() == keychain.Pass {
		name += fmt.Sprintf(" %v", r.terminalForOthers(o.noInput) != nil)
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:8])
}

// mayAsk says whether a person may be asked at all: not where that was ruled out, nor below a program
// that asks one already.
func (r *run) mayAsk(noInput bool) bool { return !noInput && !isOn(r.getenv("MFA_SESSION_ACTIVE")) }

// terminalForOthers is one of the standard streams that is a terminal, for programs that ask there by
// themselves: unlike that of /dev/tty, its name means something to a daemon.
func (r *run) terminalForOthers(noInput bool) *os.File {
	if !r.mayAsk(noInput) {
		return nil
	}
	for _, stream := range []any{r.Stdin, r.Stderr, r.Stdout} {
		if f, ok := stream.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			return f
		}
	}
	return nil
}

// fileDir is where the file backend keeps its encrypted files.
func (r *run) fileDir() string {
	dir := r.stateDir()
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "keychain")
}

// hasDialogs says that a person can see a dialog of the keychain: over SSH it would show on the
// screen of a machine where nobody sits.
func (r *run) hasDialogs(noInput bool) bool {
	if !r.mayAsk(noInput) || r.getenv("SSH_CONNECTION") != "" || r.getenv("SSH_TTY") != "" {
		return false
	}
	return r.GOOS == "darwin" || r.GOOS == "windows" || firstOf(r.getenv("WAYLAND_DISPLAY"), r.getenv("DISPLAY")) != ""
}
