//go:build linux

package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os/exec"
	"time"
)

// vaultGoals are how many times longer aws-vault must take than a hit, by how many items of others
// are in the collection: it lists them all, and we do not.
var vaultGoals = []struct {
	others int
	least  float64
}{{0, 1.5}, {20, 3}, {100, 9}, {1000, 100}}

// measureAWSVault compares a hit with that of aws-vault on the same collections. Those that the
// caller has are used.
func (b *bench) measureAWSVault(ctx context.Context, there map[int]*world) error {
	if !installed("aws-vault") {
		b.table.tell("aws-vault ÷ hit, Secret Service", "not measured: it is not installed")
		return nil
	}
	vault, err := exec.LookPath("aws-vault")
	if err != nil {
		return err
	}
	for _, goal := range vaultGoals {
		w := there[goal.others]
		if w == nil {
			if w, err = b.among(ctx, goal.others); err != nil {
				return err
			}
		}
		theirs, err := b.vaultHit(ctx, w, vault)
		if err != nil {
			return err
		}
		t, err := medians(ctx, b.runs, emptyProcess(), w.hit(), theirs)
		if err != nil {
			return err
		}
		b.table.atLeast(fmt.Sprintf("aws-vault ÷ hit, Secret Service, %d other items", goal.others), ratio(t[2], t[1], t[0]), goal.least)
	}
	return nil
}

// among is a world on a desktop with that many items of others.
func (b *bench) among(ctx context.Context, others int) (*world, error) {
	d, err := b.newDesktop(ctx, others)
	if err != nil {
		return nil, err
	}
	return b.onDesktop(ctx, d)
}

// vaultHit stores long-term keys and a session under the names that aws-vault gives them
// (vault/credentialkeyring.go, vault/sessionkeyring.go): the one in use may know no other AWS than
// the real one.
func (b *bench) vaultHit(ctx context.Context, w *world, vault string) (command, error) {
	encoded := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	expires := time.Now().Add(12 * time.Hour).UTC()
	key := fmt.Sprintf("sts.GetSessionToken,%s,%s,%d", encoded(profileName), encoded(w.variable("MFA_SANDBOX_SERIAL")), expires.Unix())
	session := fmt.Sprintf(`{"AccessKeyId":"ASIAEXAMPLEEXAMPLE00","SecretAccessKey":"EXAMPLE","SessionToken":"EXAMPLE","Expiration":%q}`, expires.Format(time.RFC3339))
	keys := fmt.Sprintf(`{"AccessKeyID":%q,"SecretAccessKey":%q}`, w.variable("AWS_ACCESS_KEY_ID"), w.variable("AWS_SECRET_ACCESS_KEY"))
	for name, data := range map[string]string{key: session, profileName: keys} {
		if err := b.store(ctx, w, "secret-service", name, data); err != nil {
			return command{}, err
		}
	}
	env := append([]string{"AWS_VAULT_BACKEND=secret-service", "AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME=login"}, w.env...)
	return command{argv: []string{vault, "export", "--format=json", profileName}, env: env}, nil
}
