// Package busguard keeps the keyring library from harming the process before main starts.
//
// Importing github.com/99designs/keyring connects to the D-Bus session bus in its init. Where no
// bus is known it runs the dbus-launch that PATH names, which leaves a daemon behind at every run;
// and a bus that accepts but never answers hangs the program for ever, even for --version.
//
// Its rules: it is imported, blank, by the main package, and imports only os, strings and syscall.
// Then its init runs before that of the library, since Go initialises packages by import path, each
// as soon as what it imports is ready. A test pins that order. The init is the one exception to the
// rule that there is none, and so are the two variables it fills: nothing of main has run at that
// moment, so there is nowhere else to do this and nobody to hand a value to.
//
// What it decides, the first that applies:
//
//  1. The command opens no keychain, or a backend is named that does not live on the bus: the bus is
//     disabled, and nothing is waited for.
//  2. An address is set: the first of its sockets that answers is used, otherwise the bus is disabled.
//  3. The socket of the user's runtime directory is used where it answers, otherwise the bus is
//     disabled. Nothing is ever launched.
package busguard

// addressVariable tells programs where the session bus is.
const addressVariable = "DBUS_SESSION_BUS_ADDRESS"

// disabled is an address of no known transport: connecting to it fails at once.
const disabled = "disabled:"

// What the process was started with.
var (
	original string
	wasSet   bool
)

// Original is the value of DBUS_SESSION_BUS_ADDRESS that the process was started with, and whether
// it was set at all: programs that we start get this one. Where the guard does nothing, on systems
// other than Linux, it is the current one.
func Original() (value string, set bool) { return originalAddress() }

// Restore gives the process its original address back, so that programs we start get it. Called
// once main runs: the library has connected by then, or will never.
func Restore() { restore() }
