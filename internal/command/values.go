package command

import (
	"slices"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/credformat"
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/profile"
)

// described offers each of the values with what is said of it.
func described[T ~string](values []T, texts map[T]string) []candidate {
	var found []candidate
	for _, v := range values {
		found = append(found, candidate{string(v), texts[v]})
	}
	return found
}

// formatTexts say for whom a format is.
var formatTexts = map[credformat.Format]string{
	credformat.Env:           "bash, zsh and other POSIX shells",
	credformat.EnvNoExport:   "NAME=value lines: dotenv files",
	credformat.Fish:          "fish",
	credformat.Csh:           "csh and tcsh",
	credformat.Elvish:        "elvish",
	credformat.PowerShell:    "PowerShell",
	credformat.WindowsCmd:    "cmd.exe on Windows",
	credformat.JSON:          "a flat object of the variables: nushell, xonsh",
	credformat.ProcessObject: "the object of credential_process",
	credformat.STSObject:     "as aws sts get-session-token prints it",
}

func formatCandidates(*run) []candidate { return described(credformat.Formats(), formatTexts) }

// backendTexts say where a backend keeps sessions.
var backendTexts = map[keychain.Backend]string{
	keychain.Auto:          "the first that works on this system: the default",
	keychain.Keychain:      "the keychain of macOS",
	keychain.Wincred:       "Windows Credential Manager",
	keychain.SecretService: "GNOME Keyring, KeePassXC, KWallet",
	keychain.Keyctl:        "the Linux kernel's memory, gone after a restart",
	keychain.Pass:          "pass, the standard Unix password manager",
	keychain.File:          "files encrypted with a passphrase",
	keychain.None:          "nowhere: every use needs a code",
}

func backendCandidates(*run) []candidate { return described(keychain.Backends(), backendTexts) }

// configFiles are the AWS config files one by one: what is wrong with one does not hide the names in
// the other.
func (r *run) configFiles() []profile.Files {
	f := profile.DefaultFiles(r.getenv, r.Home)
	return []profile.Files{{ConfigPath: f.ConfigPath}, {CredentialsPath: f.CredentialsPath}}
}

// profileCandidates are the profiles of the config files, in their order.
func (r *run) profileCandidates() []candidate {
	var found []candidate
	seen := map[string]bool{}
	for _, f := range r.configFiles() {
		names, _ := profile.Names(f) // none in a file that cannot be read
		for _, name := range names {
			if !seen[name] {
				seen[name] = true
				found = append(found, candidate{value: name})
			}
		}
	}
	return found
}

// configured are the values that a setting has in the config files, each once.
func (r *run) configured(key string) []string {
	var found []string
	seen := map[string]bool{}
	for _, f := range r.configFiles() {
		values, _ := profile.Values(f, key) // none in a file that cannot be read
		for _, v := range values {
			if !seen[v] {
				seen[v] = true
				found = append(found, v)
			}
		}
	}
	return found
}

// deviceCandidates are the devices that are remembered, that sessions are stored for, and that the
// config files name.
func (r *run) deviceCandidates() []candidate {
	serials := r.memory().All()
	records, _ := r.sessions().List() // none where the record cannot be read
	for _, record := range records {
		serials = append(serials, device.SerialNumber(record.SerialNumber))
	}
	for _, text := range r.configured("mfa_serial") {
		serials = append(serials, device.SerialNumber(text))
	}
	var found []candidate
	seen := map[device.SerialNumber]bool{}
	for _, s := range serials {
		if _, err := device.ParseSerialNumber(string(s)); err != nil || seen[s] {
			continue
		}
		seen[s] = true
		text := "hardware device"
		if account := s.AccountID(); account != "" {
			text = s.Name() + ", account " + account
		}
		found = append(found, candidate{string(s), text})
	}
	return found
}

// usualRegions are some that many use; any other may be typed.
var usualRegions = []string{
	"us-east-1", "N. Virginia", "us-east-2", "Ohio", "us-west-2", "Oregon", "eu-west-1", "Ireland", "eu-central-1", "Frankfurt",
	"ap-southeast-1", "Singapore", "ap-southeast-2", "Sydney", "ap-northeast-1", "Tokyo",
}

// regionCandidates are the regions of the config files, then the usual ones.
func (r *run) regionCandidates() []candidate {
	usual := listed(usualRegions...)(r)
	var found []candidate
	for _, region := range r.configured("region") {
		if awsapi.ParseRegion(region) == nil {
			found = append(found, candidate{region, "in your config"})
		}
	}
	own := len(found)
	for _, u := range usual {
		i := slices.IndexFunc(found[:own], func(c candidate) bool { return c.value == u.value })
		if i < 0 {
			found = append(found, u)
			continue
		}
		found[i].text = u.text + ", " + found[i].text
	}
	return found
}
