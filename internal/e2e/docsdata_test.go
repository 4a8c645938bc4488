//go:build unix

package e2e_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var profileHeader = regexp.MustCompile(`(?m)^\[profile (.+)\]$`)

// runProfiles has the SDK for Go use each profile of a config file; those named …-keys are whose
// keys these are.
func (e example) runProfiles(t *testing.T) {
	t.Helper()
	w := docsWorld(t, e)
	w.login(t, bobPhone, "--profile", "two-keys")
	config := strings.ReplaceAll(e.text, "/usr/local/bin/mfa-session", filepath.Join(bin, "mfa-session"))
	if !strings.Contains(config, "credential_process") { // it goes on with the profiles shown before
		config = docsConfig + config
	}
	w.write(t, "home/.aws/config", config, 0o600)
	used := 0
	for _, header := range profileHeader.FindAllStringSubmatch(e.text, -1) {
		if profile := header[1]; !strings.HasSuffix(profile, "-keys") {
			used++
			r := w.run(t, []string{"AWS_REGION=eu-west-1", "AWS_ENDPOINT_URL_STS=" + w.server.URL()}, "sdkclient", profile)
			if r.code != 0 || !strings.Contains(r.stdout, "with the key ASIA") || r.stderr != "" {
				t.Errorf("%s: profile %s: %+v", e.name, profile, r)
			}
		}
	}
	if used == 0 {
		t.Errorf("%s has no profiles", e.name)
	}
}

// named are the commands of ours that the file of another program names.
var named = regexp.MustCompile(`mfa-session [^"')\n]+`)

// runNamed runs them as that program would.
func (e example) runNamed(t *testing.T) {
	t.Helper()
	if e.language == "json" && !json.Valid([]byte(e.text)) {
		t.Errorf("%s is no JSON", e.name)
	}
	commands := named.FindAllString(e.text, -1)
	if len(commands) == 0 {
		return
	}
	w := docsWorld(t, e)
	for _, command := range commands {
		if r := w.run(t, nil, "sh", "-c", command); r.code != 0 || r.stderr != "" {
			t.Errorf("%s: %s: %+v", e.name, command, r)
		}
	}
}
