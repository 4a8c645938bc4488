package statefile

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// roleVariable makes the test binary act as one of several processes.
const roleVariable = "STATEFILE_TEST_ROLE"

// roles are what such a process does in the directory; what it returns is its exit code.
var roles = map[string]func(dir string) int{
	"write-for-ever": writeForEver,
	"spend-once":     spendOnce,
	"put-one":        putOne,
	"hold-lock":      holdLock,
}

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		here, err := os.Getwd()
		if err != nil {
			panic(err)
		}
		os.Exit(roles[role](filepath.Join(here, stateName)))
	}
	os.Exit(m.Run())
}

// stateName is the name of the directory of a test; another process is started beside it.
const stateName = "state"

// process prepares another process in a role. What it prints goes to the returned builder.
func process(t *testing.T, role, dir string) (*exec.Cmd, *strings.Builder) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Dir = filepath.Dir(dir)
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	var out strings.Builder
	cmd.Stderr = &out
	return cmd, &out
}

// newDir is a directory of ours, whatever the umask.
func newDir(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), stateName)
}

func mustWrite(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func namesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

var noon = time.Date(2026, 11, 20, 12, 0, 10, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }
