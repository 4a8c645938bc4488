//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// docsConfig are the profiles of the documents; but for two, which is bob's, all are those of alice.
const docsConfig = `[default]
region = eu-west-1
[profile work]
credential_process = mfa-session credential-process --profile work-keys
region = eu-west-1
[profile work-keys]
region = eu-west-1
`

// standIns are programs that the examples use, in an account that enforces MFA: long-term keys alone
// can do nothing, and alice is no administrator. The AWS CLI of Debian does not know AWS_ENDPOINT_URL, and takes a second. Docker
// shows what it would hand in.
var standIns = map[string]string{
	"aws": `#!/bin/sh
case $1 in
configure | eks) exec /usr/bin/aws "$@" ;;
iam) echo "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::111122223333:user/ with an explicit deny in an identity-based policy" >&2 && exit 254 ;;
esac
while [ $# -gt 0 ]; do case $1 in --profile) profile=$2 ;; esac; shift; done
sdkclient $profile | grep ASIA
`,
	"terraform": "#!/bin/sh\n[ \"$1\" != show ] || exec cat policy.json\nexec aws sts get-caller-identity\n",
	"docker": `#!/bin/sh
[ "$1" != compose ] || exec aws sts get-caller-identity
while [ $# -gt 0 ]; do case $1 in
-e) eval "[ \"\$$2\" ]" && set -- "$@" "$2=$(printenv "$2")" || exit 125; shift ;;
--env-file) set -- "$@" $(cat "$2"); shift ;;
AWS_*) all="$all $1" ;;
esac; shift; done
exec env -u AWS_PROFILE $all sdkclient
`,
	"make": "#!/bin/sh\nexec aws sts get-caller-identity\n",
	"code": "#!/bin/sh\nexec aws sts get-caller-identity\n",
}

// docsWorld is the world of the reader of a document: alice, with her keys as the default profile
// and as work-keys, who has typed a code already, unless the example has one.
func docsWorld(t *testing.T, e example) *world {
	t.Helper()
	w := startWorld(t)
	w.write(t, "home/.aws/config", docsConfig, 0o600)
	if strings.Contains(e.text, "policy") {
		w.write(t, "policy.json", w.run(t, nil, "mfa-session", "policy", "render").stdout, 0o600)
	}
	keys := w.read(t, "home/.aws/credentials")
	for profile, u := range map[string][2]string{
		"work-keys": {alice.AccessKeyID, alice.SecretAccessKey}, "one-keys": {alice.AccessKeyID, alice.SecretAccessKey},
		"two-keys": {bob.AccessKeyID, bob.SecretAccessKey},
	} {
		keys += "[" + profile + "]\naws_access_key_id = " + u[0] + "\naws_secret_access_key = " + u[1] + "\n"
	}
	w.write(t, "home/.aws/credentials", keys, 0o600)
	if err := os.Mkdir(filepath.Join(w.dir, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range standIns {
		w.write(t, "bin/"+name, text, 0o700)
	}
	w.write(t, "bin/ykman", "#!/bin/sh\necho "+w.server.Code(alicePhone)+"\n", 0o700)
	path := filepath.Join(w.dir, "bin") + ":" + strings.Join(searchPath(), ":")
	w.vars = append(slices.Clone(w.vars), "PATH="+path)
	if !strings.Contains(e.text, "123456") && !strings.Contains(e.text, "ykman") {
		w.login(t, alicePhone)
	}
	return w
}

// withCode puts a code that AWS takes in the place of that of the documents, and a device that there is.
func (w *world) withCode(text string) string {
	code := w.server.Code(alicePhone)
	return strings.NewReplacer("123456", code, "123 456", code[:3]+" "+code[3:], "my-phone", "alice-phone").Replace(text)
}
