package e2e_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// The users of every script. Their keys are in home/.aws/credentials where the script puts them.
var (
	alice = awsfake.User{AccountID: "111122223333", Name: "alice", AccessKeyID: "AKIAALICEEXAMPLE0001", SecretAccessKey: "alice/secretEXAMPLE/0123456789abcdefghijk"}
	carol = awsfake.User{AccountID: "111122223333", Name: "carol", AccessKeyID: "AKIACAROLEXAMPLE0001", SecretAccessKey: "carol/secretEXAMPLE/0123456789abcdefghijk"} // see fake administrator
	bob   = awsfake.User{AccountID: "444455556666", Name: "bob", AccessKeyID: "AKIABOBEXAMPLE000001", SecretAccessKey: "bob/secretEXAMPLE/0123456789abcdefghijklm"}
)

// serverKey finds the AWS of a script.
type serverKey struct{}

// setup gives a script a world of its own.
func setup(env *testscript.Env) error {
	w, err := newWorld(env.WorkDir, env.Vars)
	if err != nil {
		return err
	}
	env.Defer(func() { _ = w.server.Close() })
	env.Values[serverKey{}] = w.server
	env.Vars = w.vars
	return nil
}

// world is an AWS, two users, a home, and an environment in which nothing of the developer's is left.
type world struct {
	dir    string // home, run and what a script brings are below it
	server *awsfake.Server
	vars   []string // NAME=value; the last of a name counts
	given  []string // the codes that newCodes gave out
}

func newWorld(dir string, vars []string) (*world, error) {
	home := filepath.Join(dir, "home")
	for _, d := range []string{home, filepath.Join(dir, "run"), filepath.Join(home, ".aws")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, err
		}
	}
	if err := writeKeys(filepath.Join(home, ".aws", "credentials")); err != nil {
		return nil, err
	}
	server, err := awsfake.Start()
	if err != nil {
		return nil, err
	}
	for _, u := range []awsfake.User{alice, bob} {
		server.AddUser(u)
		server.AddVirtualDevice(u, u.Name+"-phone")
	}
	return &world{dir: dir, server: server, vars: append(
		withoutAWS(vars),
		"HOME="+home,
		"PATH="+strings.Join(searchPath(), string(os.PathListSeparator)),
		"XDG_RUNTIME_DIR="+filepath.Join(dir, "run"),
		"AWS_ENDPOINT_URL="+server.URL(),
		"AWS_EC2_METADATA_DISABLED=true",
		"MFA_SESSION_BACKEND=file",
		"MFA_SESSION_PASSPHRASE="+passphrase,
		"ALICE="+alicePhone,
		"BOB="+bobPhone,
		"ENDPOINT="+server.URL(),
		"NODE_PATH="+nodeModules(),
	)}, nil
}

// searchPath is PATH: the programs under test, those of the system, and nushell, which npm puts into
// the package of a platform.
func searchPath() []string {
	path := []string{bin, "/usr/local/bin", "/usr/bin", "/bin"}
	nushell, err := filepath.Glob(filepath.Join(nodeModules(), "@nushell", "*", "bin"))
	if err != nil {
		return path
	}
	return append(path, nushell...)
}

// passphrase is that of the file backend.
const passphrase = "correct-horse-EXAMPLE-staple"

// writeKeys is what a user has from the start: the keys of alice as the default profile, those of
// bob as a named one.
func writeKeys(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil // the script brought its own
	}
	var b strings.Builder
	for name, u := range map[string]awsfake.User{"default": alice, "bob": bob} {
		b.WriteString("[" + name + "]\naws_access_key_id = " + u.AccessKeyID + "\naws_secret_access_key = " + u.SecretAccessKey + "\n")
	}
	return os.WriteFile(path, []byte(b.String()), 0o600)
}

func withoutAWS(vars []string) []string {
	return slices.DeleteFunc(vars, func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "MFA_SESSION_") || name == "HOME" || name == "PATH" ||
			name == "XDG_RUNTIME_DIR" || name == "DBUS_SESSION_BUS_ADDRESS"
	})
}
