//go:build unix

package credformat

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// searchPath is PATH, and the binary of nushell, which npm puts into the package of a platform.
func searchPath() string {
	nushell, err := filepath.Glob("../../.build/node/node_modules/@nushell/*/bin")
	if err != nil || len(nushell) == 0 {
		return os.Getenv("PATH")
	}
	dir, err := filepath.Abs(nushell[0])
	if err != nil {
		return os.Getenv("PATH")
	}
	return os.Getenv("PATH") + ":" + dir
}

// findProgram is its path, empty where there is none.
func findProgram(name string) string {
	for _, dir := range filepath.SplitList(searchPath()) {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	return ""
}

// needProgram skips where the shell cannot be expected, and fails where `make deps` installs it.
func needProgram(t *testing.T, name string) {
	t.Helper()
	if findProgram(name) != "" {
		return
	}
	if runtime.GOOS == "linux" {
		t.Fatalf("%s is not installed: run `make deps`", name)
	}
	t.Skipf("%s is not installed", name)
}
