package profile

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestWordsAreSplitAsBotocoreDoes(t *testing.T) {
	commands := []string{
		``, ` `, `a 'b c' "d e" f\ g`, `""`, `'' a ""`, `"a\"b" 'a\'`, `"a\b\\c\$"`, `a\`, `"a`, `'a`, `a"b"'c'd`, "a\nb\r\tc", "a\x00b", "é\u00a0ü",
		`C:\a\b.exe "C:\a b\\" c\"d "\\\"x" \\\\ \" a\\"b c"`, `a#b #c ;d`,
	}
	g := rand.New(rand.NewPCG(1, 2))
	letters := []string{"a", "b", " ", " ", "\t", "\n", `"`, `"`, `'`, `\`, `\`, "é", "#"}
	for range 2000 {
		command := ""
		for range g.IntN(12) {
			command += letters[g.IntN(len(letters))]
		}
		commands = append(commands, command)
	}
	_, splits := askBotocore(t, nil, commands)
	for i, command := range commands {
		for _, c := range []struct {
			rule string
			by   func(string) ([]string, error)
			want []string
		}{{"POSIX", splitPOSIX, splits[i].Linux}, {"Windows", splitWindows, splits[i].Win32}} {
			got, err := c.by(command)
			if refused := c.want == nil; (err != nil) != refused {
				t.Errorf("%s %q: %v, botocore refuses: %v", c.rule, command, err, refused)
			} else if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); !refused && diff != "" {
				t.Errorf("%s %q (-botocore +ours)\n%s", c.rule, command, diff)
			}
		}
	}
}
