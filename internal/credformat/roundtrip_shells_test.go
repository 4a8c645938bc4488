//go:build unix

package credformat

import (
	"flag"
	"math/rand/v2"
	"strings"
	"testing"
)

// awsAlphabet is what keys and tokens of AWS are made of.
const awsAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

// oddities are what a shell may take for something else, and what no format carries.
const oddities = "!\"#$&'()*;<>?[\\]^`{|}~ \t\r\n\x00\x1b\x7f\u0085\u2018\u2019\u201aä\xff"

func roundTripOf(a, b, profile string) Environment {
	return Environment{Set: []Variable{{"A", a}, {"B", b}, {loaded, Loaded{Profile: profile}.mark()}}}
}

func random(r *rand.Rand, alphabet string, atMost int) string {
	text := make([]byte, 1+r.IntN(atMost))
	for i := range text {
		text[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(text)
}

// roundTrip writes the environments in the format of the reader, which must read back what is
// written. A value of AWS's alphabet that is not empty, and any profile, must be written; what is not written is refused
// with an error and no text.
func roundTrip(t *testing.T, rd reader, environments []Environment) {
	t.Helper()
	var texts, want []string
	for _, env := range environments {
		text, err := rd.format.Statements(env)
		if odd := env.Set[1].Value; err != nil && text == "" && (odd == "" || strings.Trim(odd, awsAlphabet) != "") {
			env.Set[1].Value = env.Set[0].Value // the odd one was refused
			text, err = rd.format.Statements(env)
		}
		if err != nil {
			t.Fatalf("%s: %v", rd.format, err)
		}
		texts = append(texts, text)
		for _, v := range env.Set {
			want = append(want, v.Value)
		}
	}
	got := rd.readBack(t, texts)
	if len(got) != len(want) {
		t.Fatalf("%s: %d values came back, want %d", rd.name, len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s: %q came back as %q", rd.name, want[i], got[i])
		}
	}
}

var values = flag.Int("values", 10_000, "how many values each format is tried with; 100000 for the whole proof")

// perStart is how many environments one start of a shell reads.
const perStart = 10_000

// TestRealShellsReadBackRandomValues: so many values of AWS's alphabet and as many others for each
// format, shared out among its readers.
func TestRealShellsReadBackRandomValues(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	all := readers()
	share := map[Format]int{}
	for _, rd := range all {
		share[rd.format]++
	}
	for _, rd := range all {
		t.Run(rd.name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(len(rd.name))))
			var environments []Environment
			for i := range *values/share[rd.format] + 1 {
				if i%perStart == perStart-1 {
					roundTrip(t, rd, environments)
					environments = environments[:0]
				}
				odd := random(r, awsAlphabet+oddities, 8)
				environments = append(environments, roundTripOf(random(r, awsAlphabet, 400), odd, random(r, awsAlphabet+oddities, 20)))
			}
			roundTrip(t, rd, environments)
		})
	}
}

// fuzzReaders: whatever is written, each reader of the format reads back.
func fuzzReaders(f *testing.F, format Format) {
	f.Helper()
	f.Add("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=", "it's", "work")
	f.Add("a", `"$&';`+"`!", "env:x * \\\n\x00\xff")
	f.Add("=", `\'`, "~")
	f.Add("+/==", "%PATH%^&", "a,b=~")
	f.Add("A", "''\u2018\u2019", "%41 $(touch x) `x`")
	f.Fuzz(func(t *testing.T, a, b, profile string) {
		if a == "" || strings.Trim(a, awsAlphabet) != "" || profile == "" {
			return
		}
		for _, rd := range readers() {
			if rd.format == format {
				roundTrip(t, rd, []Environment{roundTripOf(a, b, profile)})
			}
		}
	})
}

func FuzzEnv(f *testing.F)         { fuzzReaders(f, Env) }
func FuzzEnvNoExport(f *testing.F) { fuzzReaders(f, EnvNoExport) }
func FuzzFish(f *testing.F)        { fuzzReaders(f, Fish) }
func FuzzCsh(f *testing.F)         { fuzzReaders(f, Csh) }
func FuzzElvish(f *testing.F)      { fuzzReaders(f, Elvish) }
func FuzzPowerShell(f *testing.F)  { fuzzReaders(f, PowerShell) }
func FuzzWindowsCmd(f *testing.F)  { fuzzReaders(f, WindowsCmd) }
func FuzzJSON(f *testing.F)        { fuzzReaders(f, JSON) }

// FuzzObjects: the objects of the AWS tools give back the session, or it is refused.
func FuzzObjects(f *testing.F) {
	f.Add("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=", "111122223333")
	f.Add("<&>\"\\", "1111")
	f.Add("\u2028\xff", "")
	f.Fuzz(func(t *testing.T, secret, account string) {
		c := example()
		c.SecretAccessKey = secret
		process, err := ProcessObject.Render(Loaded{Credentials: c, Profile: "work"}, account)
		sts, stsErr := STSObject.Render(Loaded{Credentials: c, Profile: "work"}, account)
		if err != nil || stsErr != nil {
			if process+sts != "" || secret != "" && strings.Trim(secret, awsAlphabet) == "" {
				t.Fatalf("%q was refused: %v, %v", secret, err, stsErr)
			}
			return
		}
		var p processObject
		readObject(t, process, &p)
		var s stsObject
		readObject(t, sts, &s)
		if p.SecretAccessKey != secret || s.Credentials.SecretAccessKey != secret || p.AccountID != "" && p.AccountID != account {
			t.Errorf("%q became %+v and %+v", secret, p, s)
		}
	})
}
