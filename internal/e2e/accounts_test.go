//go:build unix

package e2e_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// accountsPrelude is before each script of the table. who prints whose session a real SDK uses: the
// user, and whether the key is a session's (ASIA) or long-term (AKIA).
const accountsPrelude = `
who() { sdkclient "$@" 2>/dev/null | sed 's,.*:user/\(.*\) with the key \(.*\)…,\1 \2,' | grep . || echo nobody; }
bobs_keys() { export AWS_ACCESS_KEY_ID=AKIABOBEXAMPLE000001 AWS_SECRET_ACCESS_KEY=bob/secretEXAMPLE/0123456789abcdefghijklm; }
`

// accountsConfig has a profile that we feed for each user. The keys of alice are those of the
// profile default.
const accountsConfig = `
[profile alice-fed]
credential_process = mfa-session credential-process --profile default
[profile bob-fed]
credential_process = mfa-session credential-process --profile bob
[profile fed-by-default]
credential_process = env -u AWS_PROFILE mfa-session credential-process
`

// otherConfig and otherKeys have the same profile names for the other account.
const (
	otherConfig = "[profile alice-fed]\ncredential_process = mfa-session credential-process --profile bob\n"
	otherKeys   = "[default]\naws_access_key_id = AKIABOBEXAMPLE000001\naws_secret_access_key = bob/secretEXAMPLE/0123456789abcdefghijklm\n"
)

// accounts are ways to mix up two accounts, and whose session comes out. Each is a script of a real
// shell; both sessions are stored.
var accounts = []struct{ name, script, want string }{
	{"the default profile is alice's", `eval "$(mfa-session)"; who`, "alice ASIA"},
	{"a named profile is bob's", `eval "$(mfa-session -p bob)"; who`, "bob ASIA"},
	{"an alias is whom it names", `eval "$(mfa-session -p bob-fed)"; who`, "bob ASIA"},

	{"a second eval replaces the first", `eval "$(mfa-session)"; eval "$(mfa-session -p bob)"; who`, "bob ASIA"},
	{"and back", `eval "$(mfa-session -p bob)"; eval "$(mfa-session -p default)"; who`, "alice ASIA"},
	{"an eval without a name renews what is loaded", `eval "$(mfa-session -p bob)"; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"so it does through an alias", `eval "$(mfa-session -p bob-fed)"; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"an eval in a subshell stays there", `eval "$(mfa-session)"; (eval "$(mfa-session -p bob)"; who); who`, "bob ASIA\nalice ASIA"},
	{"a child shell renews what its parent has loaded", `eval "$(mfa-session -p bob)"; sh -c 'eval "$(mfa-session)"; sdkclient' | grep -o 'user/[a-z]*'`, "user/bob"},
	{"an eval that fails changes nothing", `eval "$(mfa-session)"; eval "$(mfa-session -p nobody)" 2>/dev/null || who`, "alice ASIA"},

	{"AWS_PROFILE switched after an eval is whose the next eval is", `eval "$(mfa-session)"; export AWS_PROFILE=bob; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"AWS_DEFAULT_PROFILE too", `eval "$(mfa-session)"; export AWS_DEFAULT_PROFILE=bob; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"AWS_PROFILE is gone after an eval of another", `export AWS_PROFILE=bob; eval "$(mfa-session -p default)"; who; echo "[$AWS_PROFILE]"`, "alice ASIA\n[]"},
	{"AWS_PROFILE that is unknown is never the default", `export AWS_PROFILE=nobody; eval "$(mfa-session)" 2>/dev/null || echo failed $?`, "failed 1"},
	{"AWS_PROFILE before AWS_DEFAULT_PROFILE", `export AWS_PROFILE=bob AWS_DEFAULT_PROFILE=default; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"MFA_SESSION_PROFILE before AWS_PROFILE", `export MFA_SESSION_PROFILE=bob AWS_PROFILE=default; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"MFA_SESSION_PROFILE before keys in the environment", `bobs_keys; export MFA_SESSION_PROFILE=default; eval "$(mfa-session)"; who`, "alice ASIA"},
	{"--profile before MFA_SESSION_PROFILE", `export MFA_SESSION_PROFILE=default; eval "$(mfa-session -p bob)"; who`, "bob ASIA"},

	{"keys in the environment before the default profile", `bobs_keys; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"and before AWS_PROFILE, as the SDKs have it", `bobs_keys; export AWS_PROFILE=default; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"a named profile before keys in the environment", `bobs_keys; eval "$(mfa-session -p default)"; who`, "alice ASIA"},
	{"a second eval after keys in the environment stays with their session", `bobs_keys; eval "$(mfa-session)"; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"keys put into the environment after an eval are whose the next is", `eval "$(mfa-session)"; unset AWS_SESSION_TOKEN; bobs_keys; eval "$(mfa-session)"; who`, "bob ASIA"},

	{"another credentials file with the same profile name", `export AWS_SHARED_CREDENTIALS_FILE=$WORK/other-keys; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"another credentials file after an eval", `eval "$(mfa-session)"; export AWS_SHARED_CREDENTIALS_FILE=$WORK/other-keys; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"another config file with the same profile name", `export AWS_CONFIG_FILE=$WORK/other-config; eval "$(mfa-session -p alice-fed)"; who`, "bob ASIA"},
	{"another config file, asked by the SDK", `who alice-fed; AWS_CONFIG_FILE=$WORK/other-config; export AWS_CONFIG_FILE; who alice-fed`, "alice ASIA\nbob ASIA"},

	{"MFA_SESSION_LOADED that is left over names the profile", `export MFA_SESSION_LOADED=bob; eval "$(mfa-session)"; who`, "bob ASIA"},
	{"AWS_PROFILE before what is left over", `export MFA_SESSION_LOADED=bob AWS_PROFILE=default; eval "$(mfa-session)"; who`, "alice ASIA"},
	{"what is left over of a profile that is gone is never the default", `export MFA_SESSION_LOADED=nobody; eval "$(mfa-session)" 2>/dev/null || who`, "alice AKIA"},
	{"credential_process does not go by what is left over", `export MFA_SESSION_LOADED=bob; who fed-by-default`, "alice ASIA"},

	{"credential_process beside a loaded shell is whom it names", `eval "$(mfa-session)"; who bob-fed; who alice-fed; who`, "bob ASIA\nalice ASIA\nalice ASIA"},
	{"credential_process beside keys in the environment is whom it names", `bobs_keys; who alice-fed`, "alice ASIA"},
	{"credential_process without a name, asked for by AWS_PROFILE, beside a loaded shell", `eval "$(mfa-session -p bob)"; who fed-by-default`, "alice ASIA"},

	{"exec in a loaded shell is whom it names", `eval "$(mfa-session)"; mfa-session exec -p bob -- sdkclient | grep -o 'user/[a-z]*'; who`, "user/bob\nalice ASIA"},
	{"exec in exec stays with the outer one", `mfa-session exec -p bob -- mfa-session exec -- sdkclient | grep -o 'user/[a-z]*'`, "user/bob"},
	{"exec hides AWS_PROFILE", `export AWS_PROFILE=default; mfa-session exec -p bob -- sdkclient | grep -o 'user/[a-z]*'`, "user/bob"},

	{"after unset nothing of the session is left", `eval "$(mfa-session -p bob)"; eval "$(mfa-session unset)"; who`, "alice AKIA"},
	{"after unset an eval without a name is the default again", `eval "$(mfa-session -p bob)"; eval "$(mfa-session unset)"; eval "$(mfa-session)"; who`, "alice ASIA"},
}

func TestWhoseSessionComesOut(t *testing.T) {
	w := startWorld(t)
	w.write(t, "home/.aws/config", accountsConfig, 0o600)
	w.write(t, "other-config", otherConfig, 0o600)
	w.write(t, "other-keys", otherKeys, 0o600)
	w.login(t, alicePhone)
	w.login(t, bobPhone, "--profile", "bob")
	t.Run("scripts", func(t *testing.T) {
		for _, a := range accounts {
			t.Run(a.name, func(t *testing.T) {
				t.Parallel()
				r := w.run(t, []string{"AWS_REGION=eu-west-1"}, "sh", "-c", accountsPrelude+a.script)
				if diff := cmp.Diff(a.want+"\n", r.stdout); diff != "" {
					t.Errorf("%s (-want +got):\n%s\n%s", a.script, diff, r.stderr)
				}
			})
		}
	})
	if n := w.server.Calls("GetSessionToken"); n != 2 {
		t.Errorf("GetSessionToken was called %d times, want 2: one session for each account serves all", n)
	}
}
