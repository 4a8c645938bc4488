// Package internal_test keeps the shape of the module: the domain decides and imports no adapter,
// adapters do not know each other, the command package alone sees both and alone reads the process.
// A new package or a new edge between packages is a change of the tables below.
//
// All files are looked at, whatever system they are built for.
package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mfa-session/mfa-session/"

// domain lists what decides, with the other domain packages each one imports.
var domain = map[string][]string{
	"secret":  {},
	"device":  {},
	"session": {"device"},
	"enrol":   {"device", "session"},
	"policy":  {},
	"audit":   {"device", "policy"},
}

var (
	domainNames = slices.Sorted(maps.Keys(domain))
	adapters    = []string{"profile", "awsapi", "keychain", "queue", "codesource", "terminal", "credformat"}
)

// source is a parsed file; its path is relative to the module, with slashes.
type source struct {
	path string
	fset *token.FileSet
	file *ast.File
}

// finding is a breach of a rule, ready to be printed.
func (s source) finding(n ast.Node, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: %s", s.path, s.fset.Position(n.Pos()).Line, fmt.Sprintf(format, args...))
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

func (s source) in(dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(d string) bool { return strings.HasPrefix(s.path, d+"/") })
}

// isEdge tells the files that read the process: of mfa-session itself only main.go and the D-Bus
// guard.
func (s source) isEdge() bool {
	return s.isTest() || s.path == "internal/command/main.go" ||
		s.in("internal/keychain/busguard", "internal/awsfake", "internal/e2e", "cmd")
}

// unit names the package a file of this module belongs to, with the packages below it: "keychain"
// for internal/keychain/busguard. Outside internal it is the top directory.
func unit(file string) string {
	parts := strings.Split(strings.TrimPrefix(file, "internal/"), "/")
	return parts[0]
}

// eachImport calls do with every import path of the file.
func (s source) eachImport(do func(spec *ast.ImportSpec, pkg string)) {
	for _, spec := range s.file.Imports {
		pkg, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic(err) // the parser took it
		}
		do(spec, pkg)
	}
}

// within says whether pkg is root or lies below it.
func within(pkg, root string) bool { return pkg == root || strings.HasPrefix(pkg, root+"/") }

func parse(name string, content any) (source, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, content, parser.ParseComments|parser.SkipObjectResolution)
	return source{path: name, fset: fset, file: file}, err
}

// sources parses all Go files of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	root := ".."
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir() || path.Ext(d.Name()) != ".go":
			return nil
		}
		s, err := parse(name, nil)
		s.path = filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator)))
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryFileKeepsTheRules(t *testing.T) {
	all := sources(t)
	for _, must := range []string{"internal/session/session.go", "internal/device/device.go", "internal/imports_test.go"} {
		if !slices.ContainsFunc(all, func(s source) bool { return s.path == must }) {
			t.Errorf("%s was not looked at", must)
		}
	}
	for _, s := range all {
		for _, r := range rules {
			for _, f := range r(s) {
				t.Error(f)
			}
		}
	}
}
