package command

import (
	"strings"
	"testing"
)

// TestHintsMeanTheSameKeychain as the command line: one that names another would store where the
// command does not look.
func TestHintsMeanTheSameKeychain(t *testing.T) {
	w := newWorld(t)
	for line, want := range map[string]string{
		"login --no-input":                             "in a terminal: mfa-session login; or",
		"login --no-input --backend file":              "in a terminal: mfa-session login --backend file; or",
		"--no-input --backend file -p default":         "in a terminal: mfa-session login --profile default --backend file; or",
		"credential-process --backend none -p default": "in a terminal: eval \"$(mfa-session --profile default --backend none)\"; or",
	} {
		r := w.run(strings.Fields(line)...)
		w.ends(r, exitNobody, 0)
		w.says(r, "hint: "+want)
	}
	w.env["MFA_SESSION_BACKEND"] = "none"
	r := w.run("credential-process", "--cached-only")
	w.ends(r, exitNothingStored, 0)
	w.says(r, "hint: get one: eval \"$(mfa-session --backend none)\"\n")
}

func TestWordsThatOtherProgramsTake(t *testing.T) {
	w := newWorld(t)
	w.write(".aws/config", "[profile prod1]\n")
	for line, want := range map[string]string{
		"aws s3 ls":    "\"aws\" is neither a token code nor a command\nmfa-session: hint: to run a command: mfa-session exec -- COMMAND\n",
		"node app42":   "\"node\" is neither a token code nor a command\nmfa-session: hint: to run a command: mfa-session exec -- COMMAND\n",
		"12345 x":      "a token code is six digits\nmfa-session: hint: type the code that the device shows: mfa-session 123456\n",
		"twin":         "\"twin\" is neither a token code nor a command\nmfa-session: hint: did you mean: mfa-session --profile twin\n",
		"login twin":   "\"twin\" is not a token code\nmfa-session: hint: did you mean: mfa-session login --profile twin\n",
		"prod1":        "\"prod1\" is neither a token code nor a command\nmfa-session: hint: did you mean: mfa-session --profile prod1\n",
		"prod2":        "a token code is six digits\nmfa-session: hint: type the code that the device shows: mfa-session 123456\n",
		"login twix":   "a token code is six digits\nmfa-session: hint: type the code that the device shows: mfa-session login 123456\n",
		"list":         "\"list\" is neither a token code nor a command\nmfa-session: hint: did you mean: mfa-session status\n",
		"clear":        "\"clear\" is neither a token code nor a command\nmfa-session: hint: did you mean: mfa-session logout\n",
		"renew":        "\"renew\" is neither a token code nor a command\nmfa-session: hint: did you mean: mfa-session --refresh\n",
		"help login":   "\"help\" is neither a token code nor a command\nmfa-session: hint: did you mean: mfa-session login --help\n",
		"help":         "\"help\" is neither a token code nor a command\nmfa-session: hint: see: mfa-session --help\n",
		"help x":       "\"help\" is neither a token code nor a command\nmfa-session: hint: see: mfa-session --help\n",
		"version":      "\"version\" is neither a token code nor a command\nmfa-session: hint: did you mean: mfa-session --version\n",
		"１２３４５６":       "a token code is six digits\nmfa-session: hint: type the code that the device shows: mfa-session 123456\n",
		"login ١٢٣٤٥٦": "a token code is six digits\nmfa-session: hint: type the code that the device shows: mfa-session login 123456\n",
	} {
		r := w.run(strings.Fields(line)...)
		w.ends(r, exitUsage, 0)
		if r.stderr != "mfa-session: "+want {
			t.Errorf("%s: %q", line, r.stderr)
		}
	}
}

// TestAnUnknownProfileHasTheOthersNamed as long as they are few and can be typed.
func TestAnUnknownProfileHasTheOthersNamed(t *testing.T) {
	const elsewhere = "which there are: aws configure list-profiles"
	for _, c := range []struct{ names, asked, hint string }{
		{"work work-keys", "default", "name a profile that has long-term keys: mfa-session --profile NAME; there are: work, work-keys"},
		{"work", "nowhere", "there are: work"},
		{"a b c d e f", "nowhere", "there are: a, b, c, d, e, f"},
		{"a b c d e f g", "nowhere", elsewhere},
		{"a b\x1b", "nowhere", elsewhere},
	} {
		w := newWorld(t)
		w.write(".aws/credentials", "")
		config := ""
		for _, name := range strings.Fields(c.names) {
			config += "[profile " + name + "]\n"
		}
		w.write(".aws/config", config)
		r := w.run("login", "--profile", c.asked)
		w.ends(r, exitKeys, 0)
		w.says(r, "mfa-session: hint: "+c.hint+"\n")
	}
}

func TestAGroupOfOneCommandNamesIt(t *testing.T) {
	w := newWorld(t)
	r := w.run("device", "list")
	w.ends(r, exitUsage, 0)
	w.says(r, "mfa-session: device has no command \"list\"\nmfa-session: hint: there is: mfa-session device default\n")
}

// TestACodeProgramThatWantsAShell: by hand, in a shell, it works, so that is no advice.
func TestACodeProgramThatWantsAShell(t *testing.T) {
	w := newWorld(t)
	for line, unread := range map[string]string{
		"~/bin/code": "'~/bin/code'", "$HOME/bin/code": "'$HOME/bin/code'", "echo 12 | head -1": "'|'", "false && true": "'&&'", "false": "",
		"sh -c 'false | false'": "", "echo $CODE": "'$CODE'", "echo a$b": "",
	} {
		hint := "mfa-session: hint: run it by hand to see what ails it, "
		if unread != "" {
			hint = "mfa-session: hint: no shell reads the line, so " + unread + " stays as it is: write whole paths, or start a shell: sh -c 'COMMAND'\n"
		}
		r := w.run("login", "--no-input", "--code-command", line)
		w.ends(r, exitNobody, 0)
		w.says(r, hint)
	}
}
