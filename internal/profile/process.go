package profile

import (
	"runtime"
	"slices"
	"strings"
)

// aliasTarget is the profile that a credential_process hands over to: it runs this program, and
// with nothing else than a profile. Anything more (another option, a shell) is a foreign process.
func aliasTarget(command string) (name string, ok bool) {
	return aliasTargetOn(runtime.GOOS, command)
}

// aliasTargetOn splits as botocore does on that system. Elsewhere than on Windows a program whose
// path has backslashes is read by the rule of Windows too: WSL often shares the files.
func aliasTargetOn(goos, command string) (name string, ok bool) {
	if goos != "windows" {
		if words, err := splitPOSIX(command); err == nil {
			if name, ok = targetOf(words); ok {
				return name, true
			}
		}
	}
	words, err := splitWindows(command)
	if err != nil || goos != "windows" && !strings.Contains(command, `\mfa-session`) {
		return "", false
	}
	return targetOf(words)
}

func targetOf(words []string) (name string, ok bool) {
	if len(words) < 3 || !isThisProgram(words[0]) || words[1] != "credential-process" {
		return "", false
	}
	rest := words[2:]
	if len(rest) == 2 && (rest[0] == "--profile" || rest[0] == "-p") {
		return rest[1], rest[1] != ""
	}
	if name, ok = strings.CutPrefix(rest[0], "--profile="); ok && len(rest) == 1 {
		return name, name != ""
	}
	return "", false
}

// namedIn is the profile that a command line names to this program, whatever else it says; empty for none.
func namedIn(command string) string {
	words, err := splitPOSIX(command)
	if err != nil {
		return ""
	}
	at := slices.IndexFunc(words, isThisProgram)
	if at < 0 {
		return ""
	}
	for i, word := range words[at:] {
		if name, ok := strings.CutPrefix(word, "--profile="); ok {
			return name
		}
		if next := words[at:][i+1:]; (word == "--profile" || word == "-p") && len(next) > 0 {
			return next[0]
		}
	}
	return ""
}

// isThisProgram goes by the name only: the path differs between machines that share their files.
func isThisProgram(path string) bool {
	switch path[strings.LastIndexAny(path, `/\`)+1:] {
	case "mfa-session", "mfa-session.exe":
		return true
	}
	return false
}
