package keychain

import (
	"fmt"
	"strings"
	"testing"
)

func TestSecretsAreNotPrinted(t *testing.T) {
	const secret = "canary/EXAMPLE"
	k := newKeeper()
	k.value = secret
	for _, holder := range []any{
		k, unlocked{&fileItems{c: &Config{}, keeper: k}, secret}, record{Keys: recordedSession{SecretAccessKey: secret, SessionToken: secret}},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			for _, inside := range []any{holder, []any{holder}, struct{ In any }{holder}} {
				said := fmt.Sprintf(verb, inside)
				if strings.Contains(said, secret) || strings.Contains(said, fmt.Sprintf("%x", secret)) || strings.Contains(said, fmt.Sprintf("%X", secret)) {
					t.Errorf("%T under %s shows the secret", holder, verb)
				}
			}
		}
	}
}
