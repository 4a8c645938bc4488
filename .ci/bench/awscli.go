//go:build linux

package main

import (
	"context"
	"crypto/sha1" //nolint:gosec // the AWS CLI names its files so
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// cachedRole is a role whose session the AWS CLI has in its cache.
const cachedRole = "arn:aws:iam::111122223333:role/cached"

// measureAWSCLI compares a hit with the AWS CLI v2's own: a session of a role in its plain file.
func (b *bench) measureAWSCLI(ctx context.Context, w *world) error {
	const what = "AWS CLI v2's cached export-credentials ÷ hit, keyctl"
	cli := findAWSCLI(ctx)
	if cli == "" {
		b.table.tell(what, "not measured: it is not installed")
		return nil
	}
	if err := w.cacheRole(); err != nil {
		return err
	}
	theirs := command{argv: []string{cli, "configure", "export-credentials", "--profile", "cached"}, env: w.env}
	t, err := medians(ctx, max(b.runs, 50), emptyProcess(), w.hit(), theirs)
	if err != nil {
		return err
	}
	b.table.atLeast(what, ratio(t[2], t[1], t[0]), 60)
	return nil
}

// findAWSCLI looks everywhere in PATH: a v1 may stand before it.
func findAWSCLI(ctx context.Context) string {
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		path := filepath.Join(dir, "aws")
		version, err := program(ctx, nil, path, "--version").Output()
		if err == nil && strings.HasPrefix(string(version), "aws-cli/2.") {
			return path
		}
	}
	return ""
}

// cacheRole writes the profile and the file that botocore would have written for it, named by the
// hash of what it would have asked STS for (botocore credentials.py, AssumeRoleCredentialFetcher).
func (w *world) cacheRole() error {
	dir := w.home + "/.aws/cli/cache"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	name := sha1.Sum([]byte(`{"RoleArn": "` + cachedRole + `"}`)) //nolint:gosec // as above
	content := `{"Credentials": {"AccessKeyId": "ASIAEXAMPLEEXAMPLE00", "SecretAccessKey": "EXAMPLE", "SessionToken": "EXAMPLE", "Expiration": "` +
		time.Now().Add(time.Hour).UTC().Format(time.RFC3339) + `"}}`
	if err := os.WriteFile(filepath.Join(dir, hex.EncodeToString(name[:])+".json"), []byte(content), 0o600); err != nil {
		return err
	}
	config, err := os.OpenFile(w.home+"/.aws/config", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer config.Close()
	_, err = config.WriteString("\n[profile cached]\nrole_arn = " + cachedRole + "\nsource_profile = " + profileName + "\n")
	return err
}
