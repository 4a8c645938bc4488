package policy

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestDecisionsThatAWSDocuments goes through testdata/decisions. Each file has policies, and below each
// lines of who does what to what, and how it ends:
//
//	who PRINCIPAL…                        whose outcomes the next lines give, until the next who
//	policy TITLE                          a new set of policies
//	version V                             of the documents that follow, none for none
//	allow|deny [not] ACTION… on [not] RESOURCE… [if OPERATOR KEY VALUE… [and …]]
//	file FILE                             a document of testdata
//	also, boundary, scp                   another document, of the same kind or another; each scp is a level
//	ACTION [RESOURCE] [KEY=VALUE|VALUE…]… -> OUTCOME… [because WHAT; WHAT…]
//
// KEY= is absent, KEY=? is not known, KEY="" empty, · a space. The outcomes are A allowed,
// D denied, n not allowed, ? cannot tell, because of what would have to be known.
func TestDecisionsThatAWSDocuments(t *testing.T) {
	files, _ := filepath.Glob("testdata/decisions/*.txt")
	n := 0
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := &decisionScript{t: t, who: []string{"someone"}}
			for i, line := range strings.Split(string(data), "\n") {
				s.line = fmt.Sprintf("%s:%d", file, i+1)
				if line != "" && line[0] != '#' {
					s.read(line)
				}
			}
			n += s.decisions
		})
	}
	if n < 1000 {
		t.Errorf("%d decisions; there are to be 1,000", n)
	}
	t.Logf("%d decisions", n)
}

type decisionScript struct {
	t         *testing.T
	line      string
	who       []string
	version   string
	documents []scriptDocument
	decisions int
}

type scriptDocument struct {
	layer      string // "", "boundary", "scp"
	level      int
	version    string
	statements []any
	file       string
}

func (s *decisionScript) read(line string) {
	word, rest, _ := strings.Cut(line, " ")
	if before, after, ok := strings.Cut(line, " -> "); ok {
		s.decide(strings.Fields(before), after)
		return
	}
	last := len(s.documents) - 1
	switch word {
	case "who":
		s.who = strings.Fields(rest)
	case "policy":
		s.version, s.documents = CurrentVersion, []scriptDocument{{}}
	case "version":
		s.version = strings.TrimPrefix(rest, "none")
	case "also":
		s.documents = append(s.documents, scriptDocument{layer: s.documents[last].layer, level: s.documents[last].level})
	case "boundary", "scp":
		s.documents = append(s.documents, scriptDocument{layer: word, level: last + 1})
	case "file":
		s.documents[last].file = filepath.Join("testdata", rest)
	case "allow", "deny":
		s.documents[last].version = s.version
		s.documents[last].statements = append(s.documents[last].statements, s.statement(word, strings.Fields(rest)))
	default:
		s.t.Fatalf("%s: %q is nothing", s.line, line)
	}
}

// statement makes a statement of its words.
func (s *decisionScript) statement(effect string, words []string) any {
	conditions := map[string]map[string][]string{}
	if i := slices.Index(words, "if"); i >= 0 {
		for _, c := range strings.Split(strings.Join(words[i+1:], " "), " and ") {
			f := strings.Fields(c)
			if conditions[f[0]] == nil {
				conditions[f[0]] = map[string][]string{}
			}
			conditions[f[0]][f[1]] = append([]string{}, f[2:]...)
		}
		words = words[:i]
	}
	on := slices.Index(words, "on")
	if on < 1 {
		s.t.Fatalf("%s: a statement has actions and resources", s.line)
	}
	statement := map[string]any{"Effect": strings.ToUpper(effect[:1]) + effect[1:], "Condition": conditions}
	for name, list := range map[string][]string{"Action": words[:on], "Resource": words[on+1:]} {
		if list[0] == "not" {
			name, list = "Not"+name, list[1:]
		}
		var values []string
		for _, v := range list {
			values = append(values, s.text(v))
		}
		statement[name] = values
	}
	return statement
}

// text expands what stands for an ARN or a space.
func (s *decisionScript) text(word string) string {
	if strings.HasPrefix(word, "user/") || strings.HasPrefix(word, "mfa/") {
		word = "arn:aws:iam::" + account + ":" + word
	}
	return strings.ReplaceAll(word, "·", " ")
}

func (s *decisionScript) policies() Policies {
	var p Policies
	level := -1
	for _, d := range s.documents {
		if d.file == "" && d.statements == nil {
			continue
		}
		doc := s.parse(d)
		switch d.layer {
		case "":
			p.Identity = append(p.Identity, doc)
		case "boundary":
			p.Boundary = &doc
		case "scp":
			if d.level != level {
				p.SCPs, level = append(p.SCPs, nil), d.level
			}
			p.SCPs[len(p.SCPs)-1] = append(p.SCPs[len(p.SCPs)-1], doc)
		}
	}
	return p
}

func (s *decisionScript) parse(d scriptDocument) Document {
	whole := map[string]any{"Statement": d.statements}
	if d.version != "" {
		whole["Version"] = d.version
	}
	data, err := json.Marshal(whole)
	if d.file != "" {
		data, err = os.ReadFile(d.file)
	}
	if err != nil {
		s.t.Fatalf("%s: %v", s.line, err)
	}
	doc, err := Parse(data)
	if err != nil {
		s.t.Fatalf("%s: %v", s.line, err)
	}
	return doc
}

// decide checks one line for all who are asked.
func (s *decisionScript) decide(words []string, want string) {
	want, because, _ := strings.Cut(want, " because ")
	outcomes := strings.Fields(want)
	if len(outcomes) != len(s.who) {
		s.t.Fatalf("%s: %d outcomes for %d principals", s.line, len(outcomes), len(s.who))
	}
	p := s.policies()
	for i, who := range s.who {
		s.decisions++
		r := s.request(who, words)
		d := p.Decide(r)
		got := map[Outcome]string{Allowed: "A", ExplicitlyDenied: "D", NotAllowed: "n", CannotTell: "?"}[d.Outcome]
		if got != outcomes[i] {
			s.t.Errorf("%s: %s: %s, want %s (layer %s, statement %+v, open %q)", s.line, who, got, outcomes[i], d.Layer, d.Statement, d.Open)
		}
		if open := strings.Join(d.Open, "; "); got == "?" && open != because {
			s.t.Errorf("%s: %s: because %s, want %s", s.line, who, open, because)
		}
	}
}

// callers are the principals by the keys that tell them apart (IAM User Guide, AWS global condition
// context keys, "Principal key values").
var callers = map[string]map[string]string{
	"someone":   {},
	"key":       {"aws:username": "alice", "aws:PrincipalArn": "user/alice"},
	"console":   {"aws:username": "alice", "aws:PrincipalArn": "user/alice", presentKey: "false", "aws:TokenIssueTime": "2026-01-01T00:00:00Z"},
	"mfa":       {"aws:username": "alice", "aws:PrincipalArn": "user/alice", presentKey: "true", ageKey: "60", "aws:TokenIssueTime": "2026-01-01T00:00:00Z"},
	"mfa600":    {"aws:username": "alice", "aws:PrincipalArn": "user/alice", presentKey: "true", ageKey: "600", "aws:TokenIssueTime": "2026-01-01T00:00:00Z"},
	"machine":   {"aws:username": "ci", "aws:PrincipalArn": "user/machine/ci"},
	"role":      {"aws:PrincipalArn": "arn:aws:iam::" + account + ":role/app", presentKey: "false", "aws:TokenIssueTime": "2026-01-01T00:00:00Z"},
	"bare-role": {"aws:PrincipalArn": "arn:aws:iam::" + account + ":role/app", "aws:TokenIssueTime": "2026-01-01T00:00:00Z"},
	"root":      {"aws:PrincipalArn": "arn:aws:iam::" + account + ":root", presentKey: "false"},
	"root-mfa":  {"aws:PrincipalArn": "arn:aws:iam::" + account + ":root", presentKey: "true", ageKey: "60"},
}

func (s *decisionScript) request(who string, words []string) Request {
	keys, known := callers[who]
	if !known {
		s.t.Fatalf("%s: who is %s?", s.line, who)
	}
	r := Request{Action: words[0], Resource: "*", Context: Context{Keys: map[string][]string{}}}
	for key, value := range keys {
		r.Context.Keys[key] = []string{s.text(value)}
	}
	for i, word := range words[1:] {
		key, value, isKey := strings.Cut(word, "=")
		switch {
		case i == 0 && word == "self":
			r.Resource = s.text("user/alice")
			if who == "machine" {
				r.Resource = s.text("user/machine/ci")
			}
		case i == 0 && !isKey:
			r.Resource = s.text(word)
		case value == "?":
			r.Context.Open = true
		case value == "":
			r.Context.Keys[key] = nil
		case value == `""`:
			r.Context.Keys[key] = []string{""}
		default:
			r.Context.Keys[key] = strings.Split(value, "|")
		}
	}
	return r
}
