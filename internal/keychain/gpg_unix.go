//go:build unix

package keychain

import (
	"os/exec"
	"slices"
	"strings"
)

// gpgOptionsVariable is where a user of pass puts options for gpg.
const gpgOptionsVariable = "PASSWORD_STORE_GPG_OPTS="

// gpgProgram is the one that pass would take.
func (c *Config) gpgProgram() string {
	switch {
	case c.gpg != "":
		return c.gpg
	case isProgram("gpg2"):
		return "gpg2"
	}
	return "gpg"
}

func isProgram(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

// gpgOptions are the user's, and what has gpg say on stderr what happens in words for programs, ask
// nothing itself, and have its agent ask for no passphrase unless it may.
func (c *Config) gpgOptions(dialog passDialog) string {
	options := "--batch --status-fd=2"
	if dialog == passQuietly {
		options += " --pinentry-mode=error"
	}
	for _, v := range slices.Backward(c.environ()) { // the last of a name counts
		if users, ok := strings.CutPrefix(v, gpgOptionsVariable); ok {
			return strings.TrimSpace(users + " " + options)
		}
	}
	return options
}

// gpgCall decrypts a file quietly, with the words of pass (password-store.sh, GPG_OPTS and cmd_show).
func gpgCall(c *Config, file string) passCall {
	args := append([]string{"-d"}, strings.Fields(c.gpgOptions(passQuietly))...)
	args = append(args, "--quiet", "--yes", "--compress-algo=none", "--no-encrypt-to", "--", file)
	return passCall{gpg: true, args: args, dialog: passQuietly}
}
