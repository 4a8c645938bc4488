package command

import "testing"

// A hint is typed: where the name of a profile would not be printed as it is, it stands for nothing.
func TestNamesThatCannotBeTypedAreNotInHints(t *testing.T) {
	for _, c := range []struct{ config, asked, hint string }{
		{"[profile work]", "worc", "did you mean: mfa-session --profile work"},
		{`[profile "big corp"]`, "big corb", "did you mean: mfa-session --profile 'big corp'"},
		{"[profile wo\x1brk]", "worc", "which there are: aws configure list-profiles"},
		{"[profile wo\xffrk]", "worc", "which there are: aws configure list-profiles"},
		{"[profile wo\u202erk]\n[profile work]", "worc", "did you mean: mfa-session --profile work"},
		{"[profile wo\x1brk]\nrole_arn = r\nsource_profile = a\x1bb\n[profile a\x1bb]", "wo\x1brk", "first: mfa-session login --profile NAME; then: aws --profile NAME COMMAND"},
		{"[profile wo\x1brk]\nsso_session = x", "wo\x1brk", "it needs no MFA session of ours: aws sso login --profile NAME"},
	} {
		w := newWorld(t)
		w.write(".aws/config", c.config+"\n")
		r := w.run("credential-process", "--profile", c.asked)
		w.ends(r, exitKeys, 0)
		w.says(r, "mfa-session: hint: "+c.hint+"\n")
	}
}

func TestTheNextCommandOfAProfileThatCannotBeTyped(t *testing.T) {
	w := newWorld(t)
	w.write(".aws/credentials", keysOf("wo\x1brk"))
	r := w.run("credential-process", "--profile", "wo\x1brk")
	w.ends(r, exitNobody, 0)
	w.says(r, "in a terminal: mfa-session login --profile NAME; ")
}
