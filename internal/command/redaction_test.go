package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/secret"
)

// What holds a secret on its way shows none of it, alone or inside something else, whoever prints it.
func TestHoldersOfSecretsShowNone(t *testing.T) {
	const canary, code = "canary/EXAMPLE", "739184"
	environ := []string{"AWS_SECRET_ACCESS_KEY=" + canary, "MFA_SESSION_PASSPHRASE=" + canary}
	for _, holder := range []any{
		caller{profile: "work", accessKeyID: "AKIAEXAMPLE000000001", secret: secret.New(canary)},
		demand{code: code},
		Process{Args: []string{code}, Environ: environ},
		Child{Path: "/bin/true", Args: []string{code}, Environ: environ},
		awsapi.New(awsapi.Settings{}, aws.Credentials{SecretAccessKey: canary}, time.Now),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%c"} {
			for _, inside := range []any{holder, []any{holder}, map[string]any{"in": holder}, struct{ In any }{holder}} {
				said := fmt.Sprintf(verb, inside)
				for _, s := range []string{canary, code, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", code)} {
					if strings.Contains(said, s) {
						t.Errorf("%T under %s shows a secret", holder, verb)
					}
				}
			}
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("said", "it", holder)
		if strings.Contains(log.String(), canary) || strings.Contains(log.String(), code) {
			t.Errorf("%T in a log shows a secret", holder)
		}
	}
	for _, holder := range []any{caller{secret: secret.New(canary)}, demand{code: code}} { // with functions in them the others have no JSON
		if text, err := json.Marshal(holder); err != nil || strings.Contains(string(text), canary) || strings.Contains(string(text), code) {
			t.Errorf("%T as JSON shows a secret: %v", holder, err)
		}
	}
}
