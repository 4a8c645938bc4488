package profile

import (
	"slices"
	"strings"
	"testing"
)

// oddity is one thing that people, editors and programs do to the files.
type oddity struct {
	name string
	do   func(g *grammar, p pair) pair
	// sdk says why the Go SDK may read such a file otherwise, and what is right; empty: it must not.
	sdk string
}

// oddities are done one at a time to files that all read alike, so that a difference has one cause.
// Where the SDK differs botocore, which is the AWS CLI, and this reader agree all the same.
var oddities = []oddity{
	{"CRLF", inBoth(replace("\n", "\r\n")), ""},
	{"LF and CRLF", inBoth(eachLine(func(g *grammar, l string) string { return strings.TrimSuffix(l, "\n") + g.pick("\n", "\r\n") })), ""},
	{"no line break at the end", inBoth(func(_ *grammar, text string) string { return strings.TrimRight(text, "\n") }), ""},
	{"empty lines, white space in them", inBoth(eachLine(func(g *grammar, l string) string { return g.pick("", "\n", " \n", "\t\n") + l })), ""},
	{"comments", inBoth(eachLine(func(g *grammar, l string) string {
		return g.pick("", "# [profile acme]\n", "; region = x\n", "#\n") + l
	})), ""},
	{"tabs", inBoth(settings(func(_ *grammar, key, value string) string { return key + "\t=\t" + value })), ""},
	{"colons", inBoth(settings(func(_ *grammar, key, value string) string { return key + ": " + value })), ""},
	{"capitals", inBoth(settings(func(_ *grammar, key, value string) string { return strings.ToUpper(key) + " = " + value })), ""},
	{"comments behind headers", inBoth(headings(func(_ *grammar, h string) string { return h + " # mine" })), ""},
	{"white space in headers", inConfig(headings(func(g *grammar, h string) string {
		if h == "[default]" {
			return h
		}
		return strings.ReplaceAll(strings.ReplaceAll(h, " ", g.pick("\t", "  ", "\t  ")), "]", " ]")
	})), ""},
	{"names beyond ASCII", rename("acme", "été-ключ"), ""},
	{"no values", inBoth(settings(func(g *grammar, key, value string) string { return key + " = " + g.pick("", value, value) })), ""},
	{"references", inBoth(settings(func(g *grammar, key, value string) string {
		if key == "aws_access_key_id" {
			return key + " = " + value
		}
		return key + " = " + value + g.pick("", "%(region)s", "${HOME}")
	})), ""},
	{"nested blocks", inConfig(headings(func(g *grammar, h string) string {
		return h + "\nemr =\n" + g.pick("  ", "\t", " \t") + "endpoint_url = http://127.0.0.1:9/\n    region = nested-1"
	})), ""},
	{"other sections", inConfig(func(_ *grammar, text string) string {
		return "[plugins]\nregion = plugin-1\n[sso-session corp]\nsso_region = eu-west-1\nregion = sso-1\n" + text + "[profile]\nregion = none-1\n"
	}), ""},
	{"single sign-on", inConfig(func(_ *grammar, text string) string {
		return strings.Replace(text, "[profile acme]\n", "[profile acme]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = r\n", 1) +
			"[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example.com\n"
	}), ""},

	{"CR", inBoth(replace("\n", "\r")), "its lines end with LF only, so the file is one line; Python's text mode ends them with CR too (PEP 278)"},
	{
		"byte order mark", inBoth(func(_ *grammar, text string) string { return "\xef\xbb\xbf" + text }),
		"the first section has another name, and its settings are lost; botocore refuses the file, which an editor of Windows writes by itself",
	},
	{"quoted names", inConfig(replace("[profile acme]", `[profile "acme"]`)), "the quotes are part of the name to it; botocore splits headers into words as a shell does (configloader.py, _parse_section)"},
	{"names with a space", renameIn("acme", "a b", `[profile "a b"]`), "it finds no quoted name; aws configure quotes those with a space (configure/__init__.py, profile_to_section)"},
	{"names with a space, no quotes", renameIn("acme", "a b", "[profile a b]"), "to it that is a profile; botocore wants two words (configloader.py, _parse_section)"},
	{"no prefix", inConfig(replace("[profile acme]", "[acme]")), ""},
	{"white space behind default", inConfig(replace("[default]", "[default ]")), "that is default to it, and another name to botocore (configloader.py, build_profile_map)"},
	{"default twice", inConfig(func(g *grammar, text string) string {
		return g.pick("[profile default]\nregion = prefix-1\n"+text, text+"[profile default]\nregion = prefix-1\n")
	}), "it takes [profile default] wherever it stands; to botocore it is the same name, and the last section counts (build_profile_map)"},
	{
		"quoted values", inBoth(settings(func(g *grammar, key, value string) string {
			return key + " = " + g.pick(value, `"`+value+`"`, "'"+value+"'")
		})),
		"it takes the quotes off; to configparser they belong to the value, and keys with quotes, which AWS never accepts, are refused here",
	},
	{
		"a stray quote", inBoth(settings(func(g *grammar, key, value string) string { return key + " = " + g.pick(value, value, value, `"`) })),
		"it panics",
	},
	{
		"comments behind values", inBoth(settings(func(g *grammar, key, value string) string {
			return key + " = " + value + g.pick("", " # mine", " ;mine")
		})),
		"it cuts them off; configparser has no inline comments unless told (inline_comment_prefixes), and such keys are refused here",
	},
	{
		"deeper settings", inBoth(settings(func(g *grammar, key, value string) string { return g.pick("", "", "  ") + key + " = " + value })),
		"to it a deeper line with a sign in it is a setting where the value above is not empty; to configparser it continues that value, which is refused here",
	},
	{
		"values in several lines", inBoth(settings(func(g *grammar, key, value string) string { return key + " = " + value + g.pick("", "", "\n  more") })),
		"it joins the lines; so does botocore, but no value that this reader wants has several, so it is refused here with its line",
	},
	{"sections twice", inBoth(func(_ *grammar, text string) string { return text + text }), "it merges them; configparser refuses the file (DuplicateSectionError)"},
	{"settings twice", inBoth(settings(func(g *grammar, key, value string) string {
		return key + " = " + value + g.pick("", "", "\n"+key+" = "+value)
	})), "the last counts to it; configparser refuses the file (DuplicateOptionError)"},
	{
		"inherited settings", inBoth(func(_ *grammar, text string) string { return "[DEFAULT]\nregion = inherited-1\n" + text }),
		"it knows no such section; to configparser the settings of [DEFAULT] count in every other one",
	},
	{"junk", inConfig(headings(func(g *grammar, h string) string { return h + g.pick("", "\njunk") })), "it passes over the line; configparser refuses the file (ParsingError)"},
	{
		"bytes that are no UTF-8", inBoth(settings(func(g *grammar, key, value string) string { return key + " = " + value + g.pick("", "", "\xff") })),
		"it takes any bytes; Python cannot decode the file",
	},
}

func inConfig(do func(*grammar, string) string) func(*grammar, pair) pair {
	return func(g *grammar, p pair) pair { p.config = do(g, p.config); return p }
}

func inBoth(do func(*grammar, string) string) func(*grammar, pair) pair {
	return func(g *grammar, p pair) pair {
		p.config, p.credentials = do(g, p.config), do(g, p.credentials)
		return p
	}
}

func replace(from, to string) func(*grammar, string) string {
	return func(_ *grammar, text string) string { return strings.ReplaceAll(text, from, to) }
}

// rename gives a profile another name in both files.
func rename(from, to string) func(*grammar, pair) pair {
	return renameIn(from, to, "[profile "+to+"]")
}

func renameIn(from, to, header string) func(*grammar, pair) pair {
	return func(_ *grammar, p pair) pair {
		p.config = strings.ReplaceAll(p.config, "[profile "+from+"]", header)
		p.credentials = strings.ReplaceAll(p.credentials, "["+from+"]", "["+to+"]")
		p.names = append(slices.Clone(p.names), to)
		return p
	}
}

func eachLine(do func(g *grammar, line string) string) func(*grammar, string) string {
	return func(g *grammar, text string) string {
		var b strings.Builder
		for line := range strings.Lines(text) {
			b.WriteString(do(g, line))
		}
		return b.String()
	}
}

// settings changes those with a value that are in no nested block.
func settings(do func(g *grammar, key, value string) string) func(*grammar, string) string {
	return eachLine(func(g *grammar, line string) string {
		key, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		value = strings.TrimSpace(value)
		if !ok || value == "" || strings.ContainsAny(key[:1], " #;") {
			return line
		}
		return do(g, strings.TrimSpace(key), value) + "\n"
	})
}

func headings(do func(g *grammar, header string) string) func(*grammar, string) string {
	return eachLine(func(g *grammar, line string) string {
		if line[0] != '[' {
			return line
		}
		return do(g, strings.TrimSuffix(line, "\n")) + "\n"
	})
}

// pairs are plain files with the oddity in them.
func (o oddity) pairs() []pair {
	var all []pair
	for seed := range 15 * uint64(*corpusTimes) {
		g := plainGrammar(1000 + seed)
		all = append(all, o.do(g, g.pair()))
	}
	return all
}

func TestOdditiesOneByOneAgainstBotocore(t *testing.T) {
	var pairs []pair
	for i, o := range oddities {
		if i%3 != 0 && testing.Short() {
			continue // a third, as of the other corpus
		}
		pairs = append(pairs, o.pairs()...)
	}
	questions, answers := askAbout(t, pairs)
	seen := map[string]int{}
	for i, p := range pairs {
		compareWithBotocore(t, questions[i], answers[i], p, seen)
	}
	t.Logf("%d pairs: %v", len(pairs), seen)
	if seen["same"] < len(pairs) {
		t.Error("the corpus is too poor")
	}
}

func TestOdditiesOneByOneAgainstTheGoSDK(t *testing.T) {
	for _, o := range oddities {
		t.Run(o.name, func(t *testing.T) {
			same, different := 0, 0
			for _, p := range o.pairs() {
				f := p.write(t)
				for _, name := range p.names {
					_, difference := againstSDK(t, f, name)
					switch {
					case difference == "":
						same++
					case o.sdk == "":
						t.Errorf("profile %q: %s\n%q\n%q", name, difference, p.config, p.credentials)
					default:
						different++
					}
				}
			}
			t.Logf("%d the same, %d not", same, different)
			if o.sdk != "" && different == 0 || same == 0 {
				t.Error("a documented difference never happens, or everything differs")
			}
		})
	}
}
