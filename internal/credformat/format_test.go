package credformat

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// small is an environment whose text is easily read.
func small() Environment {
	return Environment{Set: []Variable{{"A", "x/+="}, {"B", "work%20x"}}, Unset: []string{"C", "D"}}
}

func TestStatements(t *testing.T) {
	tests := []struct {
		format                Format
		both, set, unset, bad string
	}{
		{
			Env, "command -v unset >/dev/null && unset C D; export A='x/+=' B='work%20x';\n",
			"export A='x/+=' B='work%20x';\n", "command -v unset >/dev/null && unset C D;\n", "false;\n",
		},
		{EnvNoExport, "A=x/+=\nB=work%20x\n", "A=x/+=\nB=work%20x\n", "", ""},
		{
			Fish, "set -eg C; or true; set -eg D; or true; set -gx A 'x/+='; set -gx B 'work%20x';\n",
			"set -gx A 'x/+='; set -gx B 'work%20x';\n", "set -eg C; or true; set -eg D; or true;\n", "false;\n",
		},
		{
			Csh, "unsetenv C; unsetenv D; setenv A 'x/+='; setenv B 'work%20x';\n",
			"setenv A 'x/+='; setenv B 'work%20x';\n", "unsetenv C; unsetenv D;\n", "false;\n",
		},
		{
			Elvish, "unset-env C; unset-env D; set-env A 'x/+='; set-env B 'work%20x';\n",
			"set-env A 'x/+='; set-env B 'work%20x';\n", "unset-env C; unset-env D;\n", "fail mfa-session\n",
		},
		{
			PowerShell, "$Env:C=$null; $Env:D=$null; $Env:A='x/+='; $Env:B='work%20x';\n",
			"$Env:A='x/+='; $Env:B='work%20x';\n", "$Env:C=$null; $Env:D=$null;\n", "throw 'mfa-session';\n",
		},
		{
			WindowsCmd, "set C=\nset D=\nset A=x/+=\nset B=work%20x\n",
			"set A=x/+=\nset B=work%20x\n", "set C=\nset D=\n", "",
		},
		{JSON, `{"A":"x/+=","B":"work%20x"}` + "\n", `{"A":"x/+=","B":"work%20x"}` + "\n", "", ""},
	}
	for _, test := range tests {
		t.Run(string(test.format), func(t *testing.T) {
			texts := []string{test.both, test.set, test.unset, ""}
			for i, env := range []Environment{small(), {Set: small().Set}, {Unset: small().Unset}, {}} {
				got, err := test.format.Statements(env)
				if diff := cmp.Diff(texts[i], got); err != nil || diff != "" {
					t.Errorf("%v (-want +got):\n%s", err, diff)
				}
			}
			if got := test.format.Failure(); got != test.bad {
				t.Errorf("failure: got %q, want %q", got, test.bad)
			}
			if got, want := test.format.CanUnset(), test.unset != ""; got != want {
				t.Errorf("can unset: got %t, want %t", got, want)
			}
		})
	}
}

func TestQuotes(t *testing.T) {
	value := `a'b"c$d&e;f` + "`!"
	odd := `\*` + value
	tests := []struct {
		format      Format
		value, want string
	}{
		{Env, value, `export A='a'"'"'b"c$d&e;f` + "`!';\n"},
		{Fish, odd, `set -gx A '\\*a\'b"c$d&e;f` + "`!';\n"},
		{Elvish, odd, `set-env A '\*a''b"c$d&e;f` + "`!';\n"},
		{PowerShell, odd, `$Env:A='\*a''b"c$d&e;f` + "`!';\n"},
		{JSON, odd + "<>", `{"A":"\\*a'b\"c$d&e;f` + "`!<>\"}\n"},
	}
	for _, test := range tests {
		t.Run(string(test.format), func(t *testing.T) {
			got, err := test.format.Statements(Environment{Set: []Variable{{"A", test.value}}})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestStatementsRefuseUnsafeValues(t *testing.T) {
	all := []string{"", "a\x00b", "a\nb", "a\rb", "a\x1bb", "a\x7fb", "a b", "a\tb", "\u2019", "\u0085", "ä", "a\xff"}
	unsafe := map[Format][]string{
		Env:         append(all[:len(all):len(all)], "a*b", "a?b", "a[b", "a]b", `a\b`, "a(b", "a|b", "a<b", "a~b", "a#b", "a^b", "a{b"),
		EnvNoExport: append(all[:len(all):len(all)], "a'b", `a"b`, "a$b", "a`b", "a;b", "a#b", "a*b", "~a", `a\b`, "a&b", "a!b"),
		Fish:        all, Elvish: all, PowerShell: all, JSON: all,
		Csh:        append(all[:len(all):len(all)], "a!b", "a'b", "a*b", `a\b`, "a$b", "a`b"),
		WindowsCmd: append(all[:len(all):len(all)], "a&b", "a^b", "a|b", "a>b", "a<b", `a"b`, "a!b", "a(b"),
	}
	for format, values := range unsafe {
		for _, value := range values {
			text, err := format.Statements(Environment{Set: []Variable{{"A", "x"}, {"SECRET_EXAMPLE", value}}})
			if err == nil || text != "" {
				t.Errorf("%s: %q was accepted: %q", format, value, text)
				continue
			}
			if !strings.Contains(err.Error(), "SECRET_EXAMPLE") || value != "" && strings.Contains(err.Error(), value) {
				t.Errorf("%s: the error must name the variable and not show the value: %v", format, err)
			}
		}
	}
}

func TestEveryFormatCarriesASession(t *testing.T) {
	l := Loaded{Credentials: example(), Profile: "my work *'\xff", Region: "eu-west-1"}
	for _, f := range Formats() {
		text, err := f.Render(l, "111122223333")
		if err != nil {
			t.Errorf("%s: %v", f, err)
		}
		if !strings.Contains(text, example().SessionToken) || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s: the text is not whole", f)
		}
	}
}

func TestJSONIsAFlatObjectOfTheVariables(t *testing.T) {
	env := Load(Loaded{Credentials: example(), Profile: "work"})
	text, err := JSON.Statements(env)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, v := range env.Set {
		want[v.Name] = v.Value
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range Formats() {
		if got, err := ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("%s: got %s, %v", f, got, err)
		}
	}
	for _, s := range []string{"", "ENV", "bash", "env "} {
		if f, err := ParseFormat(s); err == nil {
			t.Errorf("%q is taken for %s", s, f)
		}
	}
}

func TestDefaultIsForTheShellOfTheSystem(t *testing.T) {
	for goos, want := range map[string]Format{"linux": Env, "darwin": Env, "windows": PowerShell} {
		if got := Default(goos); got != want {
			t.Errorf("%s: got %s, want %s", goos, got, want)
		}
	}
}

func TestObjectsHoldNoVariables(t *testing.T) {
	for _, f := range []Format{ProcessObject, STSObject, "unknown"} {
		if text, err := f.Statements(small()); err == nil {
			t.Errorf("%s: got %q", f, text)
		}
		if f.CanUnset() || f.Failure() != "" {
			t.Errorf("%s cannot unset or fail", f)
		}
	}
}
