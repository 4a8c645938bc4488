package session_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/session"
)

// What holds a secret shows none of it, alone or inside something else, whoever prints it.
func TestSecretsAreNotPrinted(t *testing.T) {
	code := session.TokenCode("739184")
	s := session.Session{
		Credentials: aws.Credentials{
			AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "secretEXAMPLE", SessionToken: "tokenEXAMPLE",
			CanExpire: true, Expires: start,
		},
		SerialNumber: phone, IssuedAt: start,
	}
	request := session.IssueRequest{SerialNumber: phone, Code: code, Duration: time.Hour}
	holders := map[string]any{
		"a code": code, "a pointer to a code": &code, "codes": []session.TokenCode{code},
		"a map of codes": map[string]session.TokenCode{"x": code},
		"a session":      s, "a pointer to a session": &s, "sessions": []session.Session{s},
		"a map of sessions": map[string]session.Session{"x": s},
		"a request":         request, "a pointer to a request": &request,
	}
	for name, holder := range holders {
		for how, text := range printed(t, holder) {
			for _, secret := range secretsIn(code, s) {
				if strings.Contains(text, secret) {
					t.Errorf("%s under %s shows a secret", name, how)
				}
			}
			if text == "" {
				t.Errorf("%s under %s shows nothing at all", name, how)
			}
		}
	}
}

// secretsIn are the secrets as text, and as hexadecimal digits, which %x would print.
func secretsIn(code session.TokenCode, s session.Session) []string {
	var all []string
	for _, secret := range []string{code.Digits(), s.Credentials.AccessKeyID, s.Credentials.SecretAccessKey, s.Credentials.SessionToken} {
		all = append(all, secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret))
	}
	return all
}

func printed(t *testing.T, v any) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%c", "%U", "%t", "%e", "%!"} {
		texts[verb] = fmt.Sprintf(verb, v)
	}
	asJSON, err := json.Marshal(v)
	if err != nil {
		t.Errorf("%T: %v", v, err)
	}
	texts["JSON"] = string(asJSON)
	if asXML, err := xml.Marshal(v); err == nil { // maps have no XML
		texts["XML"] = string(asXML)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("said", "it", v)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("said", "it", v)
	texts["a log"] = log.String()
	texts["print"] = fmt.Sprint(v)
	texts["an error"] = fmt.Errorf("issuing: %v", v).Error()
	return texts
}

func TestRedactedFormsStillSaySomething(t *testing.T) {
	s := session.Session{SerialNumber: phone, Credentials: aws.Credentials{Expires: start.In(time.FixedZone("", 3600))}}
	const ofPhone = "session of arn:aws:iam::111122223333:mfa/phone until 2026-01-02T12:00:00Z"
	const ofCode = "[token code]"
	for got, want := range map[string]string{
		fmt.Sprintf("%v", s): ofPhone, fmt.Sprintf("%#v", &s): ofPhone, s.String(): ofPhone,
		fmt.Sprintf("%s", codeA): ofCode, fmt.Sprintf("%d", codeB): ofCode, codeC.String(): ofCode,
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if text, err := json.Marshal([]any{s, codeA}); err != nil || string(text) != `["`+ofPhone+`","`+ofCode+`"]` {
		t.Errorf("JSON: %s, %v", text, err)
	}
}
