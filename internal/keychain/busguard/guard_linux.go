package busguard

import (
	"os"
	"strings"
	"syscall"
)

// init is explained in the package comment.
func init() {
	original, wasSet = os.LookupEnv(addressVariable)
	address := disabled
	if needsBus(read(os.Args, os.Getenv("MFA_SESSION_BACKEND"))) {
		address = liveAddress(candidates(original, os.Getenv("XDG_RUNTIME_DIR")), patience)
	}
	if address != original {
		_ = os.Setenv(addressVariable, address) // the name and the value are valid
	}
}

func originalAddress() (string, bool) { return original, wasSet }

// needsBus says whether a keychain may be opened that lives on the bus.
func needsBus(a arguments) bool {
	return !a.noKeychain && (a.backend == "" || a.backend == "auto" || a.backend == "secret-service")
}

// candidates are the addresses to try, in order. "autolaunch:" asks for what is never done here.
func candidates(address, runtimeDir string) []string {
	if address != "" && address != "autolaunch:" {
		return strings.Split(address, ";")
	}
	if !strings.HasPrefix(runtimeDir, "/") {
		runtimeDir = "/run/user/" + decimal(os.Getuid())
	}
	socket := runtimeDir + "/bus"
	var info syscall.Stat_t
	if err := syscall.Stat(socket, &info); err != nil || info.Mode&syscall.S_IFMT != syscall.S_IFSOCK {
		return nil
	}
	return []string{"unix:path=" + socket}
}

// liveAddress shares the time, in milliseconds, between the addresses, so that many dead ones take no
// longer than one.
func liveAddress(addresses []string, limit int) string {
	for _, address := range addresses {
		if answers(address, limit/len(addresses)) {
			return address
		}
	}
	return disabled
}

// decimal is strconv.Itoa without the import.
func decimal(n int) string {
	const digits = "0123456789"
	text := ""
	for ; n > 9; n /= 10 {
		text = digits[n%10:n%10+1] + text
	}
	return digits[n:n+1] + text
}

func restore() {
	if !wasSet {
		_ = os.Unsetenv(addressVariable)
		return
	}
	_ = os.Setenv(addressVariable, original)
}
