package internal_test

import (
	"go/ast"
	"regexp"
	"strings"
)

// secretName is what long-term secret keys, passphrases, session tokens and codes are called.
var secretName = regexp.MustCompile(`(?i)secret|passphrase|sessiontoken|tokencode`)

// plainSecrets are the files whose secrets have to be plain, and why.
var plainSecrets = map[string]string{
	"internal/keychain/record.go":    "the form that the keychain stores",
	"internal/credformat/process.go": "the form that other programs read",
}

// secretsAreNoPlainStrings: a field, a parameter or a result whose name says that it is secret is a
// secret.Text, or of another type that prints redacted.
func secretsAreNoPlainStrings(s source) []string {
	if s.isTest() || s.in("internal/awsfake", "internal/secret") || plainSecrets[s.path] != "" {
		return nil
	}
	var found []string
	report := func(n ast.Node, name string) {
		found = append(found, s.finding(n, "%s is plain text: hold it as secret.Text", name))
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			for _, name := range n.Names {
				if secretName.MatchString(name.Name) && isText(n.Type) {
					report(n, name.Name)
				}
			}
		case *ast.FuncDecl:
			if secretName.MatchString(n.Name.Name) && !isSaying(n.Name.Name) && givesText(n.Type) {
				report(n, n.Name.Name)
			}
		}
		return true
	})
	return found
}

// isText says that a value of the type shows all of itself: a string, bytes, or a function that gives one.
func isText(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.Ident:
		return t.Name == "string"
	case *ast.StarExpr:
		return isText(t.X)
	case *ast.ArrayType:
		of, ok := t.Elt.(*ast.Ident)
		return ok && of.Name == "byte" || isText(t.Elt)
	case *ast.FuncType:
		return givesText(t)
	}
	return false
}

// givesText leaves the names of results to their fields.
func givesText(f *ast.FuncType) bool {
	if f.Results == nil {
		return false
	}
	for _, result := range f.Results.List {
		if len(result.Names) == 0 && isText(result.Type) {
			return true
		}
	}
	return false
}

// isSaying tells functions that say something about a secret.
func isSaying(name string) bool { return strings.HasSuffix(name, "Hint") }
