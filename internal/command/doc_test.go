package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// TestEachExitCodeIsDocumented: the constants of problem.go are the codes that there are.
func TestEachExitCodeIsDocumented(t *testing.T) {
	var documented []string
	for _, e := range ExitCodes() {
		documented = append(documented, strings.Split(e.Codes, ", ")...)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, "exit") && len(v.Values) == 1 {
			if value, ok := v.Values[0].(*ast.BasicLit); ok {
				codes = append(codes, value.Value)
			}
		}
		return true
	})
	slices.Sort(codes)
	slices.Sort(documented)
	if !slices.Equal(codes, documented) {
		t.Errorf("documented are %q, problem.go has %q", documented, codes)
	}
}

func TestDocumentationIsTheTree(t *testing.T) {
	root := Documentation()
	var names []string
	for _, c := range root.Commands {
		names = append(names, strings.TrimPrefix(c.Path, programName+" "))
	}
	if !slices.Equal(names, testRun().commandNames()) {
		t.Errorf("the commands: %q", names)
	}
	for _, o := range root.Options {
		if o.Names[0] != formatOption {
			continue
		}
		if o.Placeholder != "FORMAT" || !strings.HasPrefix(o.Text, "for whom to print: env, ") || !slices.Equal(o.Variables, []string{"MFA_SESSION_FORMAT"}) {
			t.Errorf("%+v", o)
		}
		return
	}
	t.Error("no --format")
}
