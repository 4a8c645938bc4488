package profile

import (
	"runtime"
	"strings"
)

// aliasTarget is the profile that a credential_process hands over to: it runs this program, and
// with nothing else than a profile. Anything more (another option, a shell) is a foreign process.
func aliasTarget(command string) (name string, ok bool) {
	splits := []func(string) ([]string, error){splitPOSIX, splitWindows}
	if runtime.GOOS == "windows" {
		splits[0], splits[1] = splits[1], splits[0]
	}
	for _, split := range splits { // the other system's rule too: a file may be shared with WSL
		words, err := split(command)
		if err != nil {
			continue
		}
		if name, ok = targetOf(words); ok {
			return name, true
		}
	}
	return "", false
}

func targetOf(words []string) (name string, ok bool) {
	if len(words) < 3 || !isThisProgram(words[0]) || words[1] != "credential-process" {
		return "", false
	}
	switch rest := words[2:]; {
	case len(rest) == 1:
		name, ok = strings.CutPrefix(rest[0], "--profile=")
	case len(rest) == 2 && (rest[0] == "--profile" || rest[0] == "-p"):
		name, ok = rest[1], true
	}
	return name, ok && name != ""
}

// isThisProgram goes by the name only: the path differs between machines that share their files.
func isThisProgram(path string) bool {
	switch path[strings.LastIndexAny(path, `/\`)+1:] {
	case "mfa-session", "mfa-session.exe":
		return true
	}
	return false
}
