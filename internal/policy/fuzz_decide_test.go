package policy

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzDecide holds what must be true of all policies: of those that a seed makes, with a document of the
// fuzzer beside them.
func FuzzDecide(f *testing.F) {
	f.Add(uint64(1), uint8(0), allowAll, "s3:GetObject", anObject)
	f.Add(uint64(2), uint8(1), enforce, "iam:EnableMFADevice", bob)
	f.Add(uint64(3), uint8(2), `{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": "é*?", "NotResource": "arn:aws:iam::${aws:x, 'a'}:${", "Condition": {"NullIfExists": {"a": []}}}}`, "É:x", "*")
	f.Add(uint64(4), uint8(3), `{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": ["*", {"Ref": "x"}], "Condition": {"ForAnyValue:DateEquals": {"aws:CurrentTime": [1, "2026"]}}}}`, "a", "arn:::::")
	for seed := range uint64(100) {
		f.Add(seed, uint8(seed), enforce, "s3:GetObject", anObject)
	}
	f.Fuzz(func(t *testing.T, seed uint64, which uint8, text, action, resource string) {
		g := generator{rand.New(rand.NewPCG(seed, 1))}
		q := g.question()
		p := q.policies(t)
		if d, err := Parse([]byte(text)); err == nil {
			p.Identity = append(p.Identity, d)
		}
		r := Request{Action: q.Action, Resource: q.Resource, Context: q.keys()}
		if which&1 != 0 {
			r.Action, r.Resource = action, resource
		}
		r.Context.Open = which&2 != 0
		d := p.Decide(r)
		if again := p.Decide(r); !reflect.DeepEqual(d, again) {
			t.Errorf("%+v, then %+v", d, again)
		}
		if (d.Outcome == CannotTell) != (len(d.Open) > 0) {
			t.Errorf("it is %v, open %q", d.Outcome, d.Open)
		}
		checkOrder(t, g, p, r, d)
		checkMore(t, g, p, r, d.Outcome)
		checkKnown(t, g, p, r)
	})
}

// checkOrder: the order of documents and statements does not matter.
func checkOrder(t *testing.T, g generator, p Policies, r Request, want Decision) {
	t.Helper()
	shuffled := Policies{Identity: slices.Clone(p.Identity), Boundary: p.Boundary, SCPs: slices.Clone(p.SCPs)}
	for i, d := range shuffled.Identity {
		d.Statements = slices.Clone(d.Statements)
		g.Shuffle(len(d.Statements), func(a, b int) { d.Statements[a], d.Statements[b] = d.Statements[b], d.Statements[a] })
		shuffled.Identity[i] = d
	}
	g.Shuffle(len(shuffled.Identity), func(a, b int) {
		shuffled.Identity[a], shuffled.Identity[b] = shuffled.Identity[b], shuffled.Identity[a]
	})
	slices.Reverse(shuffled.SCPs)
	got := shuffled.Decide(r)
	if got.Outcome != want.Outcome || !slices.Equal(slices.Sorted(slices.Values(got.Open)), slices.Sorted(slices.Values(want.Open))) {
		t.Errorf("in another order it is %v, open %q; was %v, %q", got.Outcome, got.Open, want.Outcome, want.Open)
	}
}

// checkMore: another Deny never allows, another Allow never refuses.
func checkMore(t *testing.T, g generator, p Policies, r Request, before Outcome) {
	t.Helper()
	with := func(effect Effect) Outcome {
		more := document(t, string(g.policy()))
		for i := range more.Statements {
			more.Statements[i].Effect = effect
		}
		return Policies{Identity: append(slices.Clone(p.Identity), more), Boundary: p.Boundary, SCPs: p.SCPs}.Decide(r).Outcome
	}
	if after := with(Deny); after == Allowed && before != Allowed || before == ExplicitlyDenied && after != before {
		t.Errorf("with another Deny %v becomes %v", before, after)
	}
	if after := with(Allow); after == ExplicitlyDenied && before != after || before == Allowed && after != before {
		t.Errorf("with another Allow %v becomes %v", before, after)
	}
}

// checkKnown: what is told while a key is not known stays true whatever it is, and if it is not there.
func checkKnown(t *testing.T, g generator, p Policies, r Request) {
	t.Helper()
	keys := r.Context.Keys
	r.Context = Context{Keys: map[string][]string{}, Open: true}
	hidden := pick(g, presentKey, "aws:username", "aws:PrincipalTag/team", "s3:prefix", "aws:TagKeys", "aws:SourceIp", "aws:CurrentTime", ageKey)
	for key, values := range keys {
		if key != hidden {
			r.Context.Keys[key] = values
		}
	}
	before := p.Decide(r).Outcome
	for _, values := range [][]string{keys[hidden], nil, {"true"}, {"red"}, {"alice"}, {"a", "b"}, {""}, {"203.0.113.7"}, {"2026-01-01"}, {"60"}} {
		r.Context.Keys[hidden] = values
		after := p.Decide(r).Outcome
		if before != CannotTell && after != CannotTell && (after == Allowed) != (before == Allowed) {
			t.Errorf("with %s not known it is %v, with %q it is %v", hidden, before, values, after)
		}
	}
}

func (q question) policies(t *testing.T) Policies {
	t.Helper()
	p := Policies{}
	for _, raw := range q.Identity {
		p.Identity = append(p.Identity, document(t, string(raw)))
	}
	if q.Boundary != nil {
		boundary := document(t, string(q.Boundary))
		p.Boundary = &boundary
	}
	for _, level := range q.SCPs {
		var documents []Document
		for _, raw := range level {
			documents = append(documents, document(t, string(raw)))
		}
		p.SCPs = append(p.SCPs, documents)
	}
	return p
}

func (q question) keys() Context {
	keys := map[string][]string{}
	for key, value := range q.Context {
		switch v := value.(type) {
		case string:
			keys[key] = []string{v}
		case []string:
			keys[key] = v
		}
	}
	return Context{Keys: keys}
}

// FuzzGlob compares with the plainest way there is.
func FuzzGlob(f *testing.F) {
	for _, s := range [][2]string{{"*", ""}, {"a*b?c", "axxbyc"}, {"**?*", "é"}, {"arn:aws:iam::*:user/*", alice}, {"arn:*?x", "arn:a:b:x"}, {"*a*a*a*b", "aaaaaaaaaa"}, {"iam:*", "IAM:getuser"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, wanted, text string) {
		if len(wanted) > 30 || len(text) > 60 || !utf8.ValidString(wanted) || !utf8.ValidString(text) {
			return
		}
		p := plainPattern(wanted)
		want := globbed([]rune(wanted), []rune(text))
		if got := p.matches(text); got != want {
			t.Errorf("%q matches %q: %v", wanted, text, got)
		}
		if got := p.matchesARN(text); (got != no) != want {
			t.Errorf("%q as an ARN matches %q: %v", wanted, text, got)
		}
		if lower := strings.ToLower(text); isASCII(lower) && isASCII(wanted) {
			if got, want := matchesInAnyCase(wanted, lower), globbed([]rune(strings.ToLower(wanted)), []rune(lower)); got != want {
				t.Errorf("%q matches %q in any case: %v", wanted, text, got)
			}
		}
	})
}

// globbed keeps all places of the pattern that the text so far can have led to.
func globbed(pattern, text []rune) bool {
	at := map[int]bool{0: true}
	pass := func() {
		for i, c := range pattern {
			if at[i] && c == '*' {
				at[i+1] = true
			}
		}
	}
	pass()
	for _, c := range text {
		next := map[int]bool{}
		for i, want := range pattern {
			switch {
			case !at[i]:
			case want == '*':
				next[i] = true
			case want == '?' || want == c:
				next[i+1] = true
			}
		}
		at = next
		pass()
	}
	return at[len(pattern)]
}
