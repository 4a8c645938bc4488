package internal_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// nothingRunsBeforeMain: only the D-Bus guard has an init, since it must run before a library's.
func nothingRunsBeforeMain(s source) []string {
	if s.isTest() || s.in("internal/keychain/busguard") {
		return nil
	}
	var found []string
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			found = append(found, s.finding(f, "has an init function: nothing runs before main"))
		}
	}
	return found
}

// packageVariablesAreErrorsAndTables: what is made once and only read.
func packageVariablesAreErrorsAndTables(s source) []string {
	if s.isTest() || s.in("internal/keychain/busguard") { // the guard runs before there is anyone to hold its state
		return nil
	}
	var found []string
	for _, d := range s.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, spec := range g.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok && !isConstant(g, v) && !s.isLinkedVersion(v) {
				found = append(found, s.finding(v, "declares the variable %s: packages keep sentinel errors and tables only", v.Names[0].Name))
			}
		}
	}
	return found
}

// isLinkedVersion tells the one variable that the linker sets.
func (s source) isLinkedVersion(v *ast.ValueSpec) bool {
	return s.path == "internal/command/main.go" && v.Names[0].Name == "Version"
}

// isConstant says whether a declaration asserts an interface or embeds a file, or whether each value
// is a table or, by its variable's name, a sentinel error.
func isConstant(g *ast.GenDecl, v *ast.ValueSpec) bool {
	if v.Names[0].Name == "_" || embeds(g.Doc) || embeds(v.Doc) {
		return true
	}
	for i, value := range v.Values {
		if !isTable(value) && !strings.HasPrefix(strings.ToLower(v.Names[i].Name), "err") {
			return false
		}
	}
	return len(v.Values) > 0
}

func embeds(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// makers are the functions whose results never change.
var makers = []string{"errors.New", "fmt.Errorf", "regexp.MustCompile", "strings.NewReplacer", "time.Date"}

// isTable takes composite literals, but no locks, conversions to slices, and the results of makers.
func isTable(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CompositeLit:
		return !strings.HasPrefix(name(e.Type), "sync.") && !strings.HasPrefix(name(e.Type), "atomic.")
	case *ast.CallExpr:
		if _, ok := e.Fun.(*ast.ArrayType); ok {
			return true
		}
		return slices.Contains(makers, name(e.Fun))
	}
	return false
}

// name writes a qualified name as the source does; anything else is empty.
func name(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}
