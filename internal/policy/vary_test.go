package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// fragment is a line of testdata.
type fragment struct {
	rule string
	kind Type
	text string
}

func fragments(t *testing.T, name string) []fragment {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all []fragment
	for line := range strings.Lines(string(data)) {
		fields := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if !strings.HasPrefix(line, "#") {
			all = append(all, fragment{fields[0], Type(fields[1]), fields[2]})
		}
	}
	return all
}

// TestRulesDoNotGoByTheLook: however a document that breaks a rule is written, it breaks the rule, and
// one that was put right does not, however it is written.
func TestRulesDoNotGoByTheLook(t *testing.T) {
	for _, c := range []struct {
		file       string
		variations int
		found      bool
	}{{"rules.txt", 200, true}, {"corrected.txt", 50, false}} {
		for _, f := range fragments(t, c.file) {
			if f.rule == malformedID && c.found {
				continue // what is no JSON cannot be written in another way
			}
			t.Run(c.file+"/"+f.rule, func(t *testing.T) {
				t.Parallel()
				v := &writer{Rand: rand.New(rand.NewPCG(1, 2)), rule: f.rule}
				seen := map[string]bool{}
				for range c.variations {
					text := v.vary(t, f.text)
					seen[text] = true
					if got := rulesOf(LintJSON([]byte(text), LintOptions{Type: f.kind}).Findings); slices.Contains(got, f.rule) != c.found {
						t.Fatalf("found %v in\n%s", got, text)
					}
				}
				if len(seen) < c.variations*9/10 {
					t.Errorf("only %d of the variations differ", len(seen))
				}
			})
		}
	}
}

// writer writes documents in ways that mean the same.
type writer struct {
	*rand.Rand
	rule string
	out  bytes.Buffer
}

func (w *writer) vary(t *testing.T, text string) string {
	t.Helper()
	var d map[string]any
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	statements := listOf(d["Statement"])
	account := oneOf(w, "*", "*", "123456789012")
	for i, s := range statements {
		w.statement(s.(map[string]any), i, account)
	}
	for range w.IntN(4) {
		statements = append(statements, w.harmless())
	}
	w.Shuffle(len(statements), func(i, j int) { statements[i], statements[j] = statements[j], statements[i] })
	d["Statement"] = w.oneOrList(statements)
	if _, ok := d["Version"]; !ok && w.IntN(2) == 0 {
		d["Version"] = OldVersion
	}
	w.out.Reset()
	w.write(d)
	return w.out.String()
}

func listOf(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	return []any{v}
}

func oneOf[T any](w *writer, from ...T) T { return from[w.IntN(len(from))] }

func (w *writer) oneOrList(list []any) any {
	if len(list) == 1 && w.IntN(2) == 0 {
		return list[0]
	}
	return list
}

func (w *writer) statement(s map[string]any, i int, account string) {
	if sid, _ := s["Sid"].(string); w.rule != "sid-invalid" || sid == "" {
		delete(s, "Sid")
		if w.IntN(2) == 0 {
			s["Sid"] = fmt.Sprintf("%s%d", oneOf(w, "Deny", "MFA", "x", "0"), i)
		}
	}
	for _, name := range []string{"Action", "NotAction", "Resource", "NotResource"} {
		if s[name] == nil {
			continue
		}
		list := listOf(s[name])
		for i, v := range list {
			if strings.HasSuffix(name, "Action") {
				list[i] = w.action(v.(string))
			} else {
				list[i] = strings.Replace(v.(string), "iam::*:", "iam::"+account+":", 1)
			}
		}
		w.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		s[name] = w.oneOrList(list)
	}
	if conditions, ok := s["Condition"].(map[string]any); ok {
		w.conditions(conditions)
	}
}

// action writes an action in another case, or with a wildcard that stands for nothing else.
func (w *writer) action(name string) string {
	if name == "*" {
		return oneOf(w, "*", "*:*", "**")
	}
	if at := w.IntN(len(name)); w.IntN(4) == 0 && at > strings.Index(name, ":") {
		wild := name[:at] + "?" + name[at+1:]
		if slices.Equal(namedBy(wild), namedBy(name)) && len(namedBy(name)) == 1 {
			name = wild
		}
	}
	switch w.IntN(3) {
	case 0:
		return strings.ToLower(name)
	case 1:
		return strings.ToUpper(name)
	}
	return name
}

func (w *writer) conditions(operators map[string]any) {
	for operator, keys := range operators {
		varied := map[string]any{}
		for key, value := range keys.(map[string]any) {
			list := listOf(value)
			for i, v := range list {
				if b := fmt.Sprint(v); strings.Contains(operator, "Bool") || operator == "Null" {
					list[i] = oneOf[any](w, b, b == "true")
				}
			}
			varied[oneOf(w, key, strings.ToLower(key))] = w.oneOrList(list)
		}
		operators[operator] = varied
	}
}

// harmless is a statement that has nothing to do with MFA.
func (w *writer) harmless() map[string]any {
	var s map[string]any
	text := oneOf(w,
		`{"Effect":"Deny","Action":"cloudtrail:StopLogging","Resource":"*"}`,
		`{"Effect":"Deny","Action":["organizations:LeaveOrganization","account:CloseAccount"],"Resource":"*"}`,
		`{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::logs","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1"]}}}`,
		`{"Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`)
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		panic(err)
	}
	return s
}

// write writes a value with its members in any order, and white space wherever it may be.
func (w *writer) write(v any) {
	w.space()
	switch v := v.(type) {
	case map[string]any:
		names := slices.Sorted(maps.Keys(v))
		w.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		w.list("{}", len(names), func(i int) {
			w.write(names[i])
			w.out.WriteByte(':')
			w.write(v[names[i]])
		})
	case []any:
		w.list("[]", len(v), func(i int) { w.write(v[i]) })
	default:
		data, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		w.out.Write(data)
	}
	w.space()
}

func (w *writer) list(brackets string, n int, item func(i int)) {
	w.out.WriteByte(brackets[0])
	for i := range n {
		if i > 0 {
			w.out.WriteByte(',')
		}
		item(i)
	}
	w.out.WriteByte(brackets[1])
}

func (w *writer) space() { w.out.WriteString(oneOf(w, "", "", "", " ", "\n", "\r\n\t", "  ")) }
