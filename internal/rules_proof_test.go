package internal_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRulesCanBeBroken shows each rule a file that breaks it and, beside it, one that may do the same.
func TestRulesCanBeBroken(t *testing.T) {
	const ours, sdk = `import "` + module + `internal/`, `import "github.com/aws/aws-sdk-go-v2/`
	tests := map[string]struct {
		path, code string
		want       string // what the only finding says; empty for none
	}{
		"DomainOpensFiles":             {"internal/session/x.go", `import "os"`, "imports os: the domain takes input"},
		"DomainRunsPrograms":           {"internal/policy/x.go", `import "os/exec"`, "imports os/exec: the domain"},
		"DomainUsesTheNetwork":         {"internal/audit/x.go", `import "net/http"`, "imports net/http: the domain"},
		"DomainReadsURLs":              {"internal/audit/x.go", `import "net/url"`, ""},
		"DomainLogs":                   {"internal/enrol/x.go", `import "log/slog"`, "imports log/slog: the domain"},
		"DomainUsesAnyLibrary":         {"internal/device/x.go", `import "golang.org/x/term"`, "of libraries the domain imports"},
		"DomainUsesCredentials":        {"internal/session/x.go", sdk + `aws"`, ""},
		"DomainUsesMoreOfTheSDK":       {"internal/session/x.go", sdk + `aws/signer/v4"`, "of libraries the domain imports"},
		"DomainTestOpensFiles":         {"internal/session/x_test.go", `import "os"`, ""},
		"AdapterOpensFiles":            {"internal/profile/x.go", `import "os"`, ""},
		"DomainImportsAnAdapter":       {"internal/session/x.go", ours + `keychain"`, "imports internal/keychain: of this module session"},
		"DomainImportsTheLeaf":         {"internal/session/x.go", ours + `statefile"`, "imports internal/statefile: of this module"},
		"DeviceImportsSession":         {"internal/device/x.go", ours + `session"`, "imports internal/session: of this module device"},
		"SessionImportsDevice":         {"internal/session/x.go", ours + `device"`, ""},
		"AdapterImportsAnAdapter":      {"internal/queue/x.go", ours + `keychain"`, "imports internal/keychain: of this module queue"},
		"AdapterImportsBelowAnAdapter": {"internal/queue/x.go", ours + `keychain/busguard"`, "imports internal/keychain/busguard"},
		"AdapterImportsItsOwn":         {"internal/keychain/x.go", ours + `keychain/busguard"`, ""},
		"AdapterImportsTheDomain":      {"internal/queue/x.go", ours + `session"`, ""},
		"AdapterImportsTheLeaf":        {"internal/queue/x.go", ours + `statefile"`, ""},
		"LeafImportsAnAdapter":         {"internal/statefile/x.go", ours + `queue"`, "imports internal/queue: of this module statefile"},
		"ProgramImportsTheFake":        {"internal/command/x.go", ours + `awsfake"`, "imports internal/awsfake: of this module command"},
		"SandboxImportsTheFake":        {"cmd/aws-sandbox/main.go", ours + `awsfake"`, ""},
		"TestImportsTheFake":           {"internal/awsapi/x_test.go", ours + `awsfake"`, ""},
		"CommandImportsAnAdapter":      {"internal/command/x.go", ours + `queue"`, ""},
		"PackageWithoutAPlace":         {"internal/util/x.go", ``, "package util has no place"},

		"CommandLineElsewhere":  {"internal/profile/x.go", `import "github.com/urfave/cli/v2"`, "only internal/command does"},
		"CommandLineInATest":    {"internal/queue/x_test.go", `import "github.com/urfave/cli/v2"`, "only internal/command does"},
		"CommandLineInItsPlace": {"internal/command/x.go", `import "github.com/urfave/cli/v2"`, ""},
		"KeyringElsewhere":      {"internal/command/x.go", `import "github.com/99designs/keyring"`, "only internal/keychain does"},
		"KeyringInItsPlace":     {"internal/keychain/x.go", `import "github.com/99designs/keyring"`, ""},
		"STSElsewhere":          {"internal/command/x.go", sdk + `service/sts"`, "only internal/awsapi does"},
		"IAMTypesElsewhere":     {"internal/codesource/x.go", sdk + `service/iam/types"`, "only internal/awsapi does"},
		"SDKConfigElsewhere":    {"internal/profile/x.go", sdk + `config"`, "only internal/awsapi does"},
		"SDKConfigInATest":      {"internal/profile/x_test.go", sdk + `config"`, ""},
		"SDKConfigInItsPlace":   {"internal/awsapi/x.go", sdk + `config"`, ""},

		"EnvironmentDeepInside": {"internal/profile/x.go", `import "os"; var _ = os.Getenv`, "uses os.Getenv: only"},
		"EnvironmentRenamed":    {"internal/profile/x.go", `import env "os"; var _ = env.Environ()`, "uses os.Environ: only"},
		"EnvironmentUnseen":     {"internal/profile/x.go", `import . "os"; var _ = Getenv`, "imports all names of os"},
		"ExitBesideMain":        {"internal/command/app.go", `import "os"; func f() { os.Exit(1) }`, "uses os.Exit: only"},
		"StdinDeepInside":       {"internal/codesource/x.go", `import "os"; func f() { _ = os.Stdin }`, "uses os.Stdin: only"},
		"ClockDeepInside":       {"internal/session/x.go", `import "time"; func f() { _ = time.Now() }`, "uses time.Now: only"},
		"FilesOfAnAdapter":      {"internal/profile/x.go", `import "os"; func f() { os.ReadFile("") }`, ""},
		"MethodOfTheSameName":   {"internal/profile/x.go", `func f(os struct{ Exit func() }) { os.Exit() }`, ""},
		"MainReadsTheProcess":   {"internal/command/main.go", `import "os"; func f() { _, _ = os.Args, os.Stdin }`, ""},
		"GuardReadsTheProcess":  {"internal/keychain/busguard/x.go", `import "os"; func f() { os.Setenv("", "") }`, ""},

		"Init":                {"internal/queue/x.go", `func init() {}`, "has an init function"},
		"InitOfTheGuard":      {"internal/keychain/busguard/x.go", `func init() {}`, ""},
		"InitAsAMethod":       {"internal/queue/x.go", `type t struct{}; func (t) init() {}`, ""},
		"VariableWithoutAny":  {"internal/queue/x.go", `var cache map[string]int`, "declares the variable cache"},
		"VariableHook":        {"internal/queue/x.go", `import "os"; var open = os.Open`, "declares the variable open"},
		"VariableNumber":      {"internal/queue/x.go", `var limit = 3`, "declares the variable limit"},
		"VariableLock":        {"internal/queue/x.go", `import "sync"; var mu = sync.Mutex{}`, "declares the variable mu"},
		"VariablePointer":     {"internal/queue/x.go", `var state = &struct{}{}`, "declares the variable state"},
		"VariableError":       {"internal/queue/x.go", `import "errors"; var ErrX = errors.New("x")`, ""},
		"VariableTable":       {"internal/queue/x.go", `var table = map[string]int{"a": 1}`, ""},
		"VariablePattern":     {"internal/queue/x.go", `import "regexp"; var re = regexp.MustCompile("x")`, ""},
		"VariableEmbedded":    {"completions/x.go", "import _ \"embed\"\n//go:embed x\nvar script string", ""},
		"VariableAssertion":   {"internal/queue/x.go", `var _ error = (*E)(nil); type E struct{ error }`, ""},
		"VariableOfTheLinker": {"internal/command/main.go", `var Version string`, ""},
		"VersionElsewhere":    {"internal/queue/x.go", `var Version string`, "declares the variable Version"},
		"SecretField":         {"internal/queue/x.go", `type t struct{ SecretKey, other string }`, "SecretKey is plain text"},
		"SecretParameter":     {"internal/queue/x.go", `func f(passphrase []byte) {}`, "passphrase is plain text"},
		"SecretNamedResult":   {"internal/queue/x.go", `func f() (id, sessionToken string) { return "", "" }`, "sessionToken is plain text"},
		"SecretResult":        {"internal/queue/x.go", `func askPassphrase() (string, error) { return "", nil }`, "askPassphrase is plain text"},
		"SecretSource":        {"internal/queue/x.go", `type t struct{ Passphrase func() (string, error) }`, "Passphrase is plain text"},
		"SecretPointer":       {"internal/queue/x.go", `type t struct{ tokenCode *string }`, "tokenCode is plain text"},
		"SecretHidden":        {"internal/queue/x.go", ours + `secret"; type t struct{ secretKey secret.Text; ask func() (secret.Text, error) }`, ""},
		"SecretStored":        {"internal/keychain/record.go", `type t struct{ SecretKey string }`, ""},
		"SecretInATest":       {"internal/queue/x_test.go", `func f(passphrase string) {}`, ""},
		"SecretOnlySpokenOf":  {"internal/queue/x.go", `type t struct{ passphraseSet bool }; func isSecret(text string) bool { return false }`, ""},

		"LocalVariable": {"internal/queue/x.go", `func f() { var n int; _ = n }`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := parse(tt.path, "package x\n"+tt.code)
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, r := range rules {
				found = append(found, r(s)...)
			}
			checkFinding(t, tt.path, tt.want, found)
		})
	}
}

func checkFinding(t *testing.T, path, want string, found []string) {
	t.Helper()
	if want == "" {
		if diff := cmp.Diff([]string(nil), found); diff != "" {
			t.Errorf("findings in a file that keeps the rules (-want +got):\n%s", diff)
		}
		return
	}
	if len(found) != 1 || !strings.HasPrefix(found[0], path+":") || !strings.Contains(found[0], want) {
		t.Errorf("findings %q, want one in %s with %q", found, path, want)
	}
}
