package command

import (
	"os"
	"strings"

	"github.com/mfa-session/mfa-session/internal/keychain"
)

// forgetsAtRestart says that what is stored there is in the memory of the kernel.
func forgetsAtRestart(backend string) bool { return backend == string(keychain.Keyctl) }

// bootID names this run of the system, empty where the kernel has no name for it.
func bootID() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}
