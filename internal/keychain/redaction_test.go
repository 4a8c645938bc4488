package keychain

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/secret"
)

func TestSecretsAreNotPrinted(t *testing.T) {
	const canary = "canary/EXAMPLE"
	k := newKeeper()
	k.value = secret.New(canary)
	for _, holder := range []any{
		k, unlocked{&fileItems{c: &Config{}, keeper: k}, secret.New(canary)}, record{Keys: recordedSession{SecretAccessKey: canary, SessionToken: canary}},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			for _, inside := range []any{holder, []any{holder}, struct{ In any }{holder}} {
				said := fmt.Sprintf(verb, inside)
				if strings.Contains(said, canary) || strings.Contains(said, fmt.Sprintf("%x", canary)) || strings.Contains(said, fmt.Sprintf("%X", canary)) {
					t.Errorf("%T under %s shows the secret", holder, verb)
				}
			}
		}
	}
}
