package profile

import "testing"

func TestAProcessIsAnAliasIfItRunsThisProgramAndNothingElse(t *testing.T) {
	const none = ""
	for _, c := range []struct{ command, posix, windows string }{
		{`mfa-session credential-process --profile acme`, "acme", "acme"},
		{`mfa-session credential-process -p acme`, "acme", "acme"},
		{`mfa-session credential-process --profile=acme`, "acme", "acme"},
		{"/usr/local/bin/mfa-session  credential-process\t--profile  acme ", "acme", "acme"},
		{`./mfa-session credential-process --profile acme`, "acme", "acme"},
		{`"/opt/my tools/mfa-session" credential-process --profile "x y"`, "x y", "x y"},
		{`'/opt/tools/mfa-session' credential-process --profile 'x y'`, "x y", none},
		{`/opt/my\ tools/mfa-session credential-process --profile x\ y`, "x y", none},
		{`"C:\Program Files\mfa-session\mfa-session.exe" credential-process --profile acme`, "acme", "acme"},
		{`C:\tools\mfa-session.exe credential-process --profile acme`, "acme", "acme"},
		{`C:\tools\mfa-session.exe credential-process --profile a\b`, `a\b`, `a\b`},
		{`C:/tools/mfa-session.exe credential-process -p acme`, "acme", "acme"},
		{`/mnt/c/tools/mfa-session.exe credential-process -p acme`, "acme", "acme"},
		{`mfa-session credential-process --profile a\b`, "ab", `a\b`},
		{"mfa-session credential-process\n--profile\nacme", "acme", none},
		{`mfa-session credential-process --profile --profile`, "--profile", "--profile"},
		{`mfa-session credential-process --profile=a=b`, "a=b", "a=b"},
		{`mfa-session credential-process --profile é`, "é", "é"},
		{``, none, none},
		{`mfa-session`, none, none},
		{`mfa-session credential-process`, none, none},
		{`mfa-session credential-process --profile`, none, none},
		{`mfa-session credential-process --profile ""`, none, none},
		{`mfa-session credential-process --profile=`, none, none},
		{`mfa-session credential-process -p=acme`, none, none},
		{`mfa-session credential-process acme`, none, none},
		{`mfa-session --profile acme`, none, none},
		{`mfa-session exec --profile acme`, none, none},
		{`mfa-session --profile acme credential-process`, none, none},
		{`mfa-session credential-process --profile acme --profile other`, none, none},
		{`mfa-session credential-process --profile acme -p acme`, none, none},
		{`mfa-session credential-process --profile acme --region eu-west-1`, none, none},
		{`mfa-session credential-process --profile acme ; true`, none, none},
		{`mfa-session credential-process --profile acme | tee /tmp/x`, none, none},
		{`my-mfa-session credential-process --profile acme`, none, none},
		{`mfa-session2 credential-process --profile acme`, none, none},
		{`mfa-session/ credential-process --profile acme`, none, none},
		{`env mfa-session credential-process --profile acme`, none, none},
		{`"mfa-session credential-process --profile acme`, none, none},
		{`mfa-session credential-process --profile acme\`, none, `acme\`},
		{`aws-vault export --format=json acme`, none, none},
	} {
		for goos, want := range map[string]string{"linux": c.posix, "windows": c.windows} {
			t.Run(goos+" "+c.command, func(t *testing.T) {
				got, ok := aliasTargetOn(goos, c.command)
				if got != want || ok != (want != none) {
					t.Errorf("got %q, %v, want %q", got, ok, want)
				}
			})
		}
	}
}

func TestTheProfileThatACommandNamesToThisProgram(t *testing.T) {
	for command, want := range map[string]string{
		"mfa-session credential-process --profile work-keys --no-input":  "work-keys",
		"mfa-session credential-process -p 'work keys' --code-command x": "work keys",
		"mfa-session --profile=work-keys credential-process":             "work-keys",
		"env A=b /opt/mfa-session credential-process -p work-keys":       "work-keys",
		"mfa-session credential-process":                                 "",
		"mfa-session credential-process --profile":                       "",
		"aws-vault export --profile work":                                "",
		"mfa-session credential-process --profile 'work":                 "",
		"": "",
	} {
		if got := namedIn(command); got != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}
