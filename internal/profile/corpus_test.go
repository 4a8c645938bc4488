package profile

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var corpusTimes = flag.Int("corpus", 1, "how many times the usual number of generated files; 10 for the whole proof")

// pair is the text of both files, and the profiles to look up in them.
type pair struct {
	config, credentials string
	names               []string
}

// corpusNames are looked up in every generated pair; some are there, some are not.
var corpusNames = []string{"default", "acme", "x y", "é", "DEFAULT", "profile acme", `"x y"`, "ghost"}

// write puts the pair into files of its own.
func (p pair) write(t *testing.T) Files {
	t.Helper()
	dir := t.TempDir()
	f := Files{ConfigPath: filepath.Join(dir, "config"), CredentialsPath: filepath.Join(dir, "credentials")}
	for path, text := range map[string]string{f.ConfigPath: p.config, f.CredentialsPath: p.credentials} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// grammar writes files at random. The plain one keeps to what every AWS tool reads alike; the wild
// one uses all that configparser knows, and now and then what it refuses.
type grammar struct {
	*rand.Rand
	wild bool
	eol  string
}

func plainGrammar(seed uint64) *grammar {
	return &grammar{Rand: rand.New(rand.NewPCG(seed, 1)), eol: "\n"}
}

func wildGrammar(seed uint64) *grammar {
	g := &grammar{Rand: rand.New(rand.NewPCG(seed, 2)), wild: true}
	g.eol = g.pick("\n", "\n", "\r\n", "\r")
	return g
}

func (g *grammar) pick(from ...string) string { return from[g.IntN(len(from))] }

// rarely is true once in n times, and never in plain files.
func (g *grammar) rarely(n int) bool { return g.wild && g.IntN(n) == 0 }

func (g *grammar) pair() pair {
	names := corpusNames
	if !g.wild {
		names = []string{"default", "acme", "other", "ghost"}
	}
	return pair{config: g.file(g.configHeaders()), credentials: g.file(g.credentialsHeaders()), names: names}
}

func (g *grammar) configHeaders() []string {
	all := []string{"[default]", "[profile acme]", "[profile other]", "[services local]", "[sso-session s]"}
	if g.wild {
		all = append(all,
			`[profile "x y"]`, `[profile x\ y]`, "[profile  acme]", "[profile 'acme']", "[profile default]", "[profile é]",
			"[DEFAULT]", "[acme]", "[ default ]", "[profile acme ] # comment", "[profilex acme]", `[profile "x y]`, "[preview]")
	}
	return g.some(all)
}

func (g *grammar) credentialsHeaders() []string {
	all := []string{"[default]", "[acme]", "[other]"}
	if g.wild {
		all = append(all, "[x y]", `["x y"]`, "[é]", "[DEFAULT]", "[profile acme]", "[ acme ]", "[acme] ; comment")
	}
	return g.some(all)
}

// some are about half of them, in any order, rarely one of them twice.
func (g *grammar) some(all []string) []string {
	g.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	chosen := all[:1+g.IntN(len(all))]
	if g.rarely(20) {
		chosen = append(chosen, chosen[0])
	}
	return chosen
}

func (g *grammar) file(headers []string) string {
	var b strings.Builder
	if g.rarely(40) {
		b.WriteString("\xef\xbb\xbf")
	}
	if g.rarely(60) {
		b.WriteString("region = before-1" + g.eol)
	}
	for _, header := range headers {
		if g.rarely(25) {
			b.WriteString(g.pick(" ", "   ", "\t", "\u00a0"))
		}
		b.WriteString(header + g.eol)
		g.section(&b, strings.HasPrefix(header, "[services"))
	}
	text := b.String()
	if g.rarely(10) {
		text = g.mutate(text)
	}
	return text
}

// mutate replaces, inserts or deletes one byte somewhere.
func (g *grammar) mutate(text string) string {
	at := g.IntN(len(text))
	return text[:at] + g.pick("", "\n", "\r", "[", "]", "=", " ", "\x00", "\xff", "#", "\"", "\x1c", "\u2028", "\v") + text[at+g.IntN(2):]
}

func (g *grammar) section(b *strings.Builder, services bool) {
	indent := ""
	if g.rarely(5) {
		indent = g.pick(" ", "  ", "\t")
	}
	used := map[string]bool{}
	for range g.IntN(7) {
		key := g.pick("aws_access_key_id", "aws_access_key_id", "aws_secret_access_key", "region", "region", "mfa_serial", "endpoint_url", "services",
			"output", "s3", "ca_bundle", "use_fips_endpoint", "cli_pager", "aws_session_token")
		if services {
			key = g.pick("sts", "iam", "s3")
		}
		if used[key] && !g.rarely(100) {
			continue
		}
		used[key] = true
		g.setting(b, indent, key, services)
		if key == "aws_access_key_id" && !used["aws_secret_access_key"] && g.IntN(10) > 0 {
			used["aws_secret_access_key"] = true
			g.setting(b, indent, "aws_secret_access_key", false)
		}
	}
}

func (g *grammar) setting(b *strings.Builder, indent, key string, nested bool) {
	if g.IntN(4) == 0 {
		b.WriteString(g.pick("", "# a comment", "; another = one", "") + g.eol)
	}
	if g.rarely(300) {
		b.WriteString(indent + g.pick("junk", "= nothing", "[open", "]") + g.eol)
	}
	if g.rarely(8) {
		key = strings.ToUpper(key[:1]) + key[1:]
	}
	b.WriteString(indent + key + g.separator())
	if nested || key == "s3" {
		b.WriteString(g.eol)
		g.block(b, indent+"  ")
		return
	}
	b.WriteString(g.value(strings.ToLower(key)) + g.eol)
	if g.rarely(12) {
		b.WriteString(indent + "  " + g.pick("more", "region = deeper-1", "[profile acme]", "# comment", "") + g.eol)
	}
}

func (g *grammar) separator() string {
	if g.wild {
		return g.pick(" = ", "=", ":", "  =\t", "\u00a0= ", " : ")
	}
	return g.pick(" = ", "=", "= ")
}

func (g *grammar) block(b *strings.Builder, indent string) {
	for range 1 + g.IntN(3) {
		line := g.pick("endpoint_url", "region", "signature_version") + " = " + g.value("endpoint_url")
		if g.rarely(40) {
			line = g.pick("", "# comment", "ENDPOINT_URL = http://upper", "endpoint_url=\"http://quoted\"", "junk", "[x]", "a\x1cb = c")
		}
		b.WriteString(indent + line + g.eol)
	}
}

func (g *grammar) value(key string) string {
	if g.rarely(10) {
		return g.pick("", `"`, `'`, `"quoted"`, "%(region)s", "a # b", "a ; b", "with space", "a=b:c", "\x00", "é", "\u2028", "[x]")
	}
	n := g.IntN(1000)
	switch key {
	case "aws_access_key_id":
		return fmt.Sprintf("AKIAEXAMPLE%09d", n)
	case "aws_secret_access_key":
		return fmt.Sprintf("secretEXAMPLE/+%025d", n)
	case "aws_session_token":
		return g.pick("", "tokenEXAMPLE")
	case "region":
		return fmt.Sprintf("eu-west-%d", n)
	case "mfa_serial":
		return fmt.Sprintf("arn:aws:iam::123456789012:mfa/user%d", n)
	case "services":
		return "local"
	case "use_fips_endpoint":
		return g.pick("true", "false", "TRUE")
	}
	return fmt.Sprintf("http://127.0.0.1:%d/", n)
}
