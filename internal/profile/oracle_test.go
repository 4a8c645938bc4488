package profile

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// question asks botocore for some profiles of a pair of files.
type question struct {
	Config      string   `json:"config"`
	Credentials string   `json:"credentials"`
	Names       []string `json:"names"`
}

// answer is what botocore makes of the pair. Without faults there is one profile for each name.
type answer struct {
	Faults   struct{ Config, Credentials bool }
	All      []string // the names of all profiles, in no order that matters
	Profiles []botocoreProfile
}

// botocoreProfile holds values as botocore has them: strings, or objects for nested blocks.
type botocoreProfile struct {
	Unknown         bool
	Keys            any // nil, [id, secret, token or nil], "partial" or "odd"
	Settings        map[string]any
	Services        map[string]any
	ServicesMissing bool `json:"services_missing"`
}

// split is a command line in words by the rule of each system, nil where it is refused.
type split struct{ Linux, Win32 []string }

// askBotocore puts all questions to one Python process.
func askBotocore(t *testing.T, questions []question, commands []string) (answers []answer, splits []split) {
	t.Helper()
	asked, err := json.Marshal(map[string]any{"profiles": append([]question{}, questions...), "commands": append([]string{}, commands...)})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(pythonWithBotocore(t), filepath.Join("testdata", "oracle.py"))
	cmd.Env = pythonEnvironment()
	cmd.Stdin = bytes.NewReader(asked)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("asking botocore: %v\n%s", err, stderr.Bytes())
	}
	var told struct {
		Profiles []answer
		Commands []split
	}
	if err := json.Unmarshal(out, &told); err != nil {
		t.Fatal(err)
	}
	if len(told.Profiles) != len(questions) || len(told.Commands) != len(commands) {
		t.Fatalf("%d and %d answers to %d and %d questions", len(told.Profiles), len(told.Commands), len(questions), len(commands))
	}
	return told.Profiles, told.Commands
}

// pythonWithBotocore is the system's Python, where the Debian package puts botocore, or any other
// that has it.
func pythonWithBotocore(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3", "python"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		cmd := exec.Command(path, "-c", "import botocore.session")
		cmd.Env = pythonEnvironment()
		if cmd.Run() == nil {
			return path
		}
	}
	if runtime.GOOS == "linux" {
		t.Fatal("no Python with botocore: run `make deps`")
	}
	t.Skip("no Python with botocore is installed: pip install botocore")
	return ""
}

// pythonEnvironment has nothing in it that botocore goes by, and makes UTF-8 the encoding of files.
func pythonEnvironment() []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "AWS_") })
	return append(env, "PYTHONUTF8=1")
}
