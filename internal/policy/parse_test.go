package policy

import (
	"errors"
	"strings"
	"testing"
)

func TestWhatIsNoPolicyIsRefusedAtItsPlace(t *testing.T) {
	for _, c := range []struct {
		name, input string
		where       Place
	}{
		{"nothing", "", Place{1, 1}},
		{"no JSON", "{\n  \"Version\": nope}", Place{2, 15}},
		{"cut off", "{\"Statement\": [", Place{1, 16}},
		{"a string that never ends", "{\"a\": \"b\n}", Place{1, 9}},
		{"more than one value", "{} {}", Place{1, 4}},
		{"a list", "[]", Place{1, 1}},
		{"no UTF-8", "{\"Id\": \"\xff\"}", Place{1, 9}},
		{"a name that stands twice", "{\"Version\": \"2012-10-17\",\n \"Version\": \"2008-10-17\"}", Place{2, 2}},
		{"no statement", "{\"Version\": \"2012-10-17\"}", Place{1, 1}},
		{"an effect", "{\"Statement\": [{\"Effect\": \"allow\",\n\"Action\": \"*\", \"Resource\": \"*\"}]}", Place{1, 27}},
		{"both kinds of action", "{\"Statement\": {\"Effect\": \"Deny\", \"Action\": \"*\", \"NotAction\": \"*\", \"Resource\": \"*\"}}", Place{1, 15}},
		{"no resource", "{\"Statement\":\n {\"Effect\": \"Deny\", \"Action\": \"*\"}}", Place{2, 2}},
		{"a number as action", "{\"Statement\": {\"Effect\": \"Deny\", \"Action\": 1, \"Resource\": \"*\"}}", Place{1, 44}},
		{"another version", "{\"Version\": \"2012-10-18\", \"Statement\": {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}}", Place{1, 13}},
		{"nested without end", strings.Repeat("[", 300) + strings.Repeat("]", 300), Place{1, 202}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.input))
			var syntax *SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("it gave %v", err)
			}
			if syntax.Where != c.where {
				t.Errorf("it is said to be at %v (%s), want %v", syntax.Where, syntax.Reason, c.where)
			}
		})
	}
}

func TestEverythingHasItsPlace(t *testing.T) {
	d := document(t, "\uFEFF{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Sid\": \"ä\", \"Effect\": \"Deny\",\n     \"Action\": [\"a:b\",\n       \"c:d\"], \"Resource\": \"*\",\n     \"Condition\": {\"Bool\": {\"aws:MultiFactorAuthPresent\": false}}}]}")
	s := d.Statements[0]
	if s.Where != (Place{4, 5}) || s.Action[1].Where != (Place{6, 8}) || s.Conditions[0].Where != (Place{7, 29}) {
		t.Errorf("statement %v, action %v, condition %v", s.Where, s.Action[1].Where, s.Conditions[0].Where)
	}
	if s.Conditions[0].Values[0].Text != "false" {
		t.Errorf("the boolean is %q", s.Conditions[0].Values[0].Text)
	}
}

func TestPoliciesAreFoundInOtherJSON(t *testing.T) {
	found, err := Find([]byte(`{"Resources": {"P": {"Properties": {"PolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Deny",
		"Action": "*", "Resource": {"Fn::Sub": "arn:${AWS::Partition}:iam::*:user/${!aws:username}"}}}}}},
		"planned": [{"policy": "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}"}, {"policy": "{\"Statement\" oops"}]}`))
	if err != nil || len(found) != 3 {
		t.Fatalf("%d found, %v", len(found), err)
	}
	if found[0].Path != "Resources.P.Properties.PolicyDocument" || found[0].Document.Statements[0].Resource[0].Text != "arn:aws:iam::*:user/${aws:username}" {
		t.Errorf("%s: %+v", found[0].Path, found[0].Document.Statements)
	}
	if found[1].Path != "planned.0.policy" || found[1].Err != nil || found[1].Document.Statements[0].Where.Line != 3 {
		t.Errorf("%+v", found[1])
	}
	if found[2].Err == nil {
		t.Error("what is no JSON in a string was taken")
	}
}

func TestTheSizeIsThatWithoutWhiteSpace(t *testing.T) {
	compact := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:b","c:d"],"Resource":"ä"}]}`
	spaced := strings.NewReplacer(",", " ,\n ", ":", " : ").Replace(strings.NewReplacer("a:b", "a.b", "c:d", "c.d").Replace(compact))
	for _, text := range []string{compact, spaced} {
		if got, want := document(t, text).Size, len([]rune(compact)); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}
