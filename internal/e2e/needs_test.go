package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// condition is what the scripts ask for beside the conditions of testscript:
//
//	[!needs:WHAT] skip 'reason'
//
// skips where WHAT is not there, but for Debian, where `make deps` installs all that the tests use:
// a missing part is an error there.
func condition(name string) (bool, error) {
	what, ok := strings.CutPrefix(name, "needs:")
	if !ok {
		return false, fmt.Errorf("unknown condition %s", name)
	}
	if has(what) {
		return true, nil
	}
	if isDebian() {
		return false, fmt.Errorf("%s is not there or not allowed to work: run `make deps`", what)
	}
	return false, nil
}

// need is condition for the tests that are no scripts.
func need(t *testing.T, what string) {
	t.Helper()
	switch there, err := condition("needs:" + what); {
	case err != nil:
		t.Fatal(err)
	case !there:
		t.Skipf("%s is not there", what)
	}
}

// has says whether a program is on the path, a module is there for Python or JavaScript, or the
// kernel and the system allow something.
func has(what string) bool {
	switch what {
	case "boto3":
		return succeeds("python3", "-c", "import boto3")
	case "ruby-sdk":
		return succeeds("ruby", "-e", "require 'aws-sdk-core'")
	case "keyctl": // containers often forbid it
		return succeeds("keyctl", "show", "@u")
	case "strace": // so do they this
		return succeeds("strace", "-o", os.DevNull, "true")
	case "unshare": // and this
		return succeeds("unshare", "-rn", "true")
	case "mount": // in a namespace, and this
		return succeeds("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
	case "javascript-sdk":
		_, err := os.Stat(filepath.Join(nodeModules(), "@aws-sdk", "client-sts"))
		return err == nil && has("node")
	}
	return slices.ContainsFunc(searchPath(), func(dir string) bool {
		_, err := exec.LookPath(filepath.Join(dir, what))
		return err == nil
	})
}

// succeeds runs a program as the scripts find it.
func succeeds(program string, args ...string) bool {
	for _, dir := range searchPath() {
		if path, err := exec.LookPath(filepath.Join(dir, program)); err == nil {
			return exec.Command(path, args...).Run() == nil
		}
	}
	return false
}

// nodeModules is where `make deps` puts the AWS SDK for JavaScript.
func nodeModules() string {
	dir, err := filepath.Abs("../../.build/node/node_modules")
	if err != nil {
		return ""
	}
	return dir
}

func isDebian() bool {
	release, err := os.ReadFile("/etc/os-release")
	return err == nil && slices.Contains(strings.Split(string(release), "\n"), "ID=debian")
}
