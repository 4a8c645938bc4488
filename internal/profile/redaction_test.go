package profile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/secret"
)

func TestKeysPrintRedacted(t *testing.T) {
	k := Keys{AccessKeyID: "canaryEXAMPLE", SecretAccessKey: secret.New("canaryEXAMPLE"), SessionToken: secret.New("canaryEXAMPLE"), File: "f", Line: 1}
	p := Profile{Name: "acme", Keys: &k}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
		for _, value := range []any{k, &k, p, &p, []Keys{k}, []*Keys{&k}, struct{ K Keys }{k}, map[string]Keys{"k": k}} {
			checkRedacted(t, verb, fmt.Sprintf(verb, value))
		}
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "k", k, "pointer", &k, "profile", p)
	slog.New(slog.NewTextHandler(&out, nil)).Info("m", "k", k, "pointer", &k, "profile", p)
	checkRedacted(t, "slog", out.String())
	text, err := json.Marshal(map[string]any{"k": k, "pointer": &k, "profile": p})
	if err != nil {
		t.Fatal(err)
	}
	checkRedacted(t, "JSON", string(text))
	checkRedacted(t, "Sprint", fmt.Sprint(k, &k, p))
	checkRedacted(t, "error", fmt.Errorf("x: %v", k).Error())
}

func checkRedacted(t *testing.T, how, text string) {
	t.Helper()
	for _, canary := range []string{"canary", fmt.Sprintf("%x", "canary"), fmt.Sprintf("%X", "canary")} {
		if strings.Contains(text, canary) {
			t.Errorf("%s reveals", how)
		}
	}
}

// No error says what stands in a line: it may be a secret that lost its key.
func TestErrorsRepeatNoLine(t *testing.T) {
	const canary = "canaryEXAMPLE"
	for _, section := range []string{
		canary, "= " + canary, canary + " = 1\n" + canary + " = 2", "[" + canary, "region = a\n  " + canary,
		"aws_access_key_id = " + canary, "aws_secret_access_key = " + canary,
		"aws_access_key_id = " + canary + " x\naws_secret_access_key = " + canary,
		"aws_access_key_id = x\naws_secret_access_key = " + canary + " " + canary,
		"aws_access_key_id = ASIAx\naws_secret_access_key = " + canary + "\naws_session_token = " + canary,
		"credential_process = x --password " + canary, "credential_process =\n  " + canary,
		"aws_access_key_id = x\naws_secret_access_key = " + canary + "\xff",
	} {
		_, err := Read(pair{credentials: "[acme]\n" + section + "\n"}.write(t), "acme")
		if err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%q: %v", strings.ReplaceAll(section, canary, "…"), err)
		}
	}
}

func TestErrorsReadAsSentences(t *testing.T) {
	for want, err := range map[string]error{
		"/c, line 3: x":           &FileError{Path: "/c", Line: 3, Err: errors.New("x")},
		"/c: x":                   &FileError{Path: "/c", Err: errors.New("x")},
		`there is no profile "a"`: &UnknownProfileError{Name: "a"},
		`there is no profile "b", which profile "a" hands over to`:          &UnknownProfileError{Name: "b", Via: "a"},
		"the profiles hand over to each other and none has keys: a → b → a": &LoopError{Names: []string{"a", "b", "a"}},
		`no long-term keys: profile "a" assumes a role (role_arn)`:          &NotLongTermError{Profile: "a", Kind: Role},
		`no long-term keys: profile "a" has none`:                           &NotLongTermError{Profile: "a"},
		`the keys of profile "a" are temporary ones, not an IAM user's`:     &TemporaryKeysError{Profile: "a"},
		`profile "a" has different keys in two places: X in /c, line 3, and Y imported into the keychain`: &ConflictingKeysError{
			Profile: "a", File: "/c", Line: 3, FileKeyID: "X", ImportedKeyID: "Y",
		},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
	for k := NoKeys; k <= WebIdentity; k++ {
		if k.String() == "unknown" {
			t.Errorf("kind %d has no words", k)
		}
	}
}
