package policy

import (
	"fmt"
	"strings"
	"testing"
)

// filled repeats the parts between head and tail up to a size.
func filled(size int, head, tail string, part func(i int) string) []byte {
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len() < size-len(tail)-len(part(i))-1; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(part(i))
	}
	b.WriteString(tail)
	return []byte(b.String())
}

func always(s string) func(int) string { return func(int) string { return s } }

// large are inputs that make work, as large as they are asked to be.
var large = map[string]func(size int) []byte{
	"values": func(size int) []byte { return filled(size, `[`, `]`, always("0")) },
	"statements": func(size int) []byte {
		return filled(size, `{"Version":"2012-10-17","Statement":[`, `]}`, always(`{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`))
	},
	"grants": func(size int) []byte {
		return filled(size, `{"Version":"2012-10-17","Statement":[`, `]}`, always(`{"Effect":"Allow","Action":["iam:*Key","iam:*MFA*"],"Resource":"arn:aws:iam::*:user/${aws:username}"}`))
	},
	"documents": func(size int) []byte {
		return filled(size, `[`, `]`, always(`{"Statement":{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}}`))
	},
	"unknown actions": func(size int) []byte {
		return filled(size, `{"Statement":{"Effect":"Allow","Resource":"*","Action":[`, `]}}`, func(i int) string { return fmt.Sprintf(`"iam:No%d"`, i) })
	},
	"wildcards": func(size int) []byte {
		return filled(size, `{"Statement":{"Effect":"Allow","Resource":"*","Action":[`, `]}}`, always(`"iam:*a*e*i*o*u*e*?"`))
	},
	"resources": func(size int) []byte {
		return filled(size, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":[`, `]}}`, always(`"arn:aws:iam::*:user/*/${aws:username}/*"`))
	},
	"one action": func(size int) []byte {
		return []byte(`{"Statement":{"Effect":"Allow","Resource":"*","Action":"` + strings.Repeat("*", size-80) + `"}}`)
	},
	"one line": func(size int) []byte {
		return filled(size, `{"Statement":[`, `]}`, func(i int) string { return fmt.Sprintf(`{"Sid":"%d"}`, i) })
	},
	"names that stand twice": func(size int) []byte { return filled(size, `{`, `}`, always(`"a":1`)) },
	"a string":               func(size int) []byte { return []byte(`{"p":"{\"Statement\":[` + strings.Repeat(" ", size-40) + `]}"}`) },
	"depth":                  func(size int) []byte { return []byte(strings.Repeat("[", size)) },
	"conditions": func(size int) []byte {
		return filled(size, `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{`, `}}}`, func(i int) string { return fmt.Sprintf(`"Bool%d":{"aws:MultiFactorAuthPresent":"x"}`, i) })
	},
}

// TestWorkGrowsWithTheInput: the work is counted by what is allocated for it, which does not depend on
// the machine. Twice the input takes about twice the work, and the findings stay few.
func TestWorkGrowsWithTheInput(t *testing.T) {
	const size = 16 << 10 // documents far over the limit of AWS are not judged
	for name, input := range large {
		t.Run(name, func(t *testing.T) {
			small, double := input(size), input(2*size)
			once := testing.AllocsPerRun(1, func() { LintJSON(small, LintOptions{}) })
			twice := testing.AllocsPerRun(1, func() { LintJSON(double, LintOptions{}) })
			if twice > 2.4*once+5000 {
				t.Errorf("%.0f allocations for %d bytes, %.0f for %d", once, size, twice, 2*size)
			}
			r := LintJSON(small, LintOptions{})
			if most := mostHits * len(RuleIDs()) * max(1, r.Documents); len(r.Findings) > most {
				t.Errorf("%d findings", len(r.Findings))
			}
		})
	}
}

// BenchmarkLintLargest is the largest input that is read, of each kind.
func BenchmarkLintLargest(b *testing.B) {
	for name, input := range large {
		data := input(MaxInput)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				LintJSON(data, LintOptions{})
			}
		})
	}
}
