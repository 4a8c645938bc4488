package profile

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The ways in which this reader differs from botocore on purpose. In all others the two tests below
// hold them to the same values.
//
//   - It answers although botocore refuses the whole file: the fault is in a section that was not
//     asked for, in an indented block that is not used, or it is a byte order mark.
//   - It refuses, with the line, what botocore takes for a value: see refusals; and a section of more
//     than a thousand settings.

// refusals are the values that botocore takes and this reader does not, each with what must be true
// of botocore's own reading then.
var refusals = map[error]func(b botocoreProfile) bool{
	// A value that goes on in the next line, or is a block, where one line is meant.
	errSeveralLines: func(b botocoreProfile) bool {
		return anyValue(b.Settings, func(v any) bool { s, ok := v.(string); return !ok || strings.Contains(s, "\n") })
	},
	// Half of the keys is missing or empty: botocore fails for a missing secret too, but takes an
	// empty half, and does not mind a secret without an id.
	ErrIncompleteKeys: func(b botocoreProfile) bool {
		keys, ok := b.Keys.([]any)
		return !ok || keys[0] == "" || keys[1] == "" || keys[1] != b.Settings["aws_secret_access_key"]
	},
	// Keys with quotes or white space: nothing that AWS ever accepts.
	errBadKeyID:  func(b botocoreProfile) bool { return oddKeys(b, 0, isKeyID) },
	errBadSecret: func(b botocoreProfile) bool { return oddKeys(b, 1, isSecret) },
	// A service that is no block of settings: botocore crashes on it.
	errNotNested: func(b botocoreProfile) bool {
		return anyValue(b.Services, func(v any) bool { _, ok := v.(string); return ok })
	},
}

func anyValue(values map[string]any, is func(any) bool) bool {
	for _, v := range values {
		if is(v) {
			return true
		}
	}
	return false
}

func oddKeys(b botocoreProfile, half int, is func(string) bool) bool {
	keys, ok := b.Keys.([]any)
	if !ok {
		return false
	}
	text, ok := keys[half].(string)
	return !ok || text == "" || !is(text)
}

// values is what is compared.
type values struct {
	Keys                                          [3]string
	Region, MFASerial, EndpointURL, CABundle, STS string
}

func TestTheSameValuesAsBotocore(t *testing.T) {
	plain, wild := 150*uint64(*corpusTimes), 450*uint64(*corpusTimes)
	if testing.Short() {
		t.Log("a third of the corpus")
		plain, wild = plain/3, wild/3
	}
	var pairs []pair
	for seed := range plain {
		pairs = append(pairs, plainGrammar(seed).pair())
	}
	for seed := range wild {
		pairs = append(pairs, wildGrammar(seed).pair())
	}
	for _, c := range handWritten {
		pairs = append(pairs, pair{config: c.config, credentials: c.credentials, names: corpusNames})
	}
	questions, answers := askAbout(t, pairs)
	seen := map[string]int{}
	for i, p := range pairs {
		compareWithBotocore(t, questions[i], answers[i], p, seen)
	}
	t.Logf("%v", seen)
	for _, must := range []string{"same", "unknown", "refused by both", "fault elsewhere"} {
		if seen[must] < 20 {
			t.Errorf("only %d cases of %q: the corpus is too poor", seen[must], must)
		}
	}
	for err := range refusals {
		if seen[err.Error()] == 0 {
			t.Errorf("a documented refusal never happens: %v", err)
		}
	}
}

// askAbout has botocore read all pairs.
func askAbout(t *testing.T, pairs []pair) ([]question, []answer) {
	t.Helper()
	questions := make([]question, len(pairs))
	for i, p := range pairs {
		f := p.write(t)
		questions[i] = question{Config: f.ConfigPath, Credentials: f.CredentialsPath, Names: p.names}
	}
	answers, _ := askBotocore(t, questions, nil)
	return questions, answers
}

func compareWithBotocore(t *testing.T, q question, a answer, p pair, seen map[string]int) {
	t.Helper()
	r, err := open(Files{ConfigPath: q.Config, CredentialsPath: q.Credentials}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for path, refused := range map[*file]bool{r.config: a.Faults.Config, r.credentials: a.Faults.Credentials} {
		if got := botocoreRefuses(path); got != refused {
			t.Errorf("botocore refuses the file: %v, by this reader's lines: %v\n%q", refused, got, path.bytes())
		}
	}
	faulty := a.Faults.Config || a.Faults.Credentials
	if !faulty {
		compareNames(t, r.names(), a.All, p)
	}
	for i, name := range q.Names {
		got, known, err := ourValues(r, name)
		switch {
		case faulty && err != nil:
			seen["refused by both"]++
		case faulty:
			seen["fault elsewhere"]++
		case a.Profiles[i].Unknown != !known && err == nil:
			t.Errorf("profile %q: known %v, to botocore %v\n%q\n%q", name, known, !known, p.config, p.credentials)
		case err != nil:
			checkRefusal(t, name, err, a.Profiles[i], p, seen)
		case !known:
			seen["unknown"]++
		default:
			seen["same"]++
			if diff := cmp.Diff(a.Profiles[i].values(t), got); diff != "" {
				t.Errorf("profile %q (-botocore +ours)\n%s\n%q\n%q", name, diff, p.config, p.credentials)
			}
		}
	}
}

func compareNames(t *testing.T, ours, botocores []string, p pair) {
	t.Helper()
	botocores = slices.DeleteFunc(slices.Clone(botocores), func(name string) bool { return name == "" })
	slices.Sort(botocores)
	slices.Sort(ours)
	if diff := cmp.Diff(botocores, ours, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("names (-botocore +ours)\n%s\n%q\n%q", diff, p.config, p.credentials)
	}
}

// checkRefusal wants a documented reason, and the reason to be true.
func checkRefusal(t *testing.T, name string, err error, b botocoreProfile, p pair, seen map[string]int) {
	t.Helper()
	for reason, isTrue := range refusals {
		if errors.Is(err, reason) && isTrue(b) {
			seen[reason.Error()]++
			return
		}
	}
	if b.ServicesMissing && strings.Contains(err.Error(), "no section [services") {
		seen["services missing"]++ // botocore fails too, when a client is made
		return
	}
	t.Errorf("profile %q is refused without a documented reason: %v\nbotocore: %v\n%q\n%q", name, err, b, p.config, p.credentials)
}

// ourValues reads a profile as Read does, but with any keys.
func ourValues(r *reader, name string) (got values, known bool, err error) {
	v, err := r.view(name)
	if err != nil || !v.known() {
		return values{}, v != nil && v.known(), err
	}
	keys, err := v.keys()
	if err != nil {
		return values{}, true, err
	}
	p := r.settings(v)
	got = values{Region: p.Region, MFASerial: p.MFASerial, EndpointURL: p.Network.EndpointURL, CABundle: p.Network.CABundle, STS: p.Network.STSEndpointURL}
	if keys != nil {
		got.Keys = [3]string{keys.AccessKeyID, keys.SecretAccessKey.Reveal(), keys.SessionToken.Reveal()}
		if strings.HasPrefix(keys.SessionToken.Reveal(), "\n") {
			got.Keys[2] = "a block" // to botocore it is an object; a token in any case
		}
	}
	return got, true, v.err
}

func (b botocoreProfile) values(t *testing.T) values {
	t.Helper()
	text := func(key string) string {
		s, _ := b.Settings[key].(string)
		return s
	}
	v := values{Region: text("region"), MFASerial: text("mfa_serial"), EndpointURL: text("endpoint_url"), CABundle: text("ca_bundle")}
	if keys, ok := b.Keys.([]any); ok {
		for i := range keys {
			v.Keys[i], _ = keys[i].(string)
		}
		if _, block := keys[2].(map[string]any); block {
			v.Keys[2] = "a block"
		}
	}
	if sts, ok := b.Services["sts"].(map[string]any); ok {
		v.STS, _ = sts["endpoint_url"].(string)
	}
	return v
}
