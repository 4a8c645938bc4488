package internal_test

import (
	"go/ast"
	"slices"
	"strings"
)

var rules = []func(source) []string{
	domainImportsNoInputOrOutput,
	packagesKeepTheirPlace,
	librariesStayBehindTheirPackage,
	onlyTheEdgeReadsTheProcess,
	nothingRunsBeforeMain,
	packageVariablesAreErrorsAndTables,
	secretsAreNoPlainStrings,
}

// domainImportsNoInputOrOutput: clock, terminal, keychain, files and network reach the domain as values.
func domainImportsNoInputOrOutput(s source) []string {
	if _, ok := domain[unit(s.path)]; !ok || s.isTest() {
		return nil
	}
	pure := []string{"net/url", "net/netip"}
	denied := []string{"os", "net", "syscall", "log", "flag", "path/filepath", "io/ioutil", "plugin"}
	var found []string
	s.eachImport(func(spec *ast.ImportSpec, pkg string) {
		host, _, _ := strings.Cut(pkg, "/")
		switch {
		case strings.HasPrefix(pkg, module), pkg == "github.com/aws/aws-sdk-go-v2/aws", slices.Contains(pure, pkg):
		case strings.Contains(host, "."):
			found = append(found, s.finding(spec, "imports %s: of libraries the domain imports aws-sdk-go-v2/aws only", pkg))
		case slices.ContainsFunc(denied, func(d string) bool { return within(pkg, d) }):
			found = append(found, s.finding(spec, "imports %s: the domain takes input and output as values", pkg))
		}
	})
	return found
}

// packagesKeepTheirPlace: each package imports those of this module that mayImport lists for it.
func packagesKeepTheirPlace(s source) []string {
	if s.isTest() {
		return nil
	}
	allowed, known := mayImport(unit(s.path))
	if !known {
		return []string{s.finding(s.file.Name, "package %s has no place in the tables of imports_test.go", unit(s.path))}
	}
	var found []string
	s.eachImport(func(spec *ast.ImportSpec, pkg string) {
		local, ours := strings.CutPrefix(pkg, module)
		if !ours || unit(local) == unit(s.path) || slices.Contains(allowed, unit(local)) {
			return
		}
		found = append(found, s.finding(spec, "imports %s: of this module %s imports only %q", local, unit(s.path), allowed))
	})
	return found
}

// mayImport lists the units of this module that the code of a unit imports beside itself.
func mayImport(unit string) (allowed []string, known bool) {
	if edges, ok := domain[unit]; ok {
		return edges, true
	}
	if slices.Contains(adapters, unit) {
		return append(slices.Clone(domainNames), "statefile"), true
	}
	switch unit {
	case "statefile":
		return domainNames, true
	case "command":
		return slices.Concat(domainNames, adapters, []string{"statefile", "completions"}), true
	case "cmd":
		return []string{"command", "awsfake", "completions", "keychain"}, true // of the last the D-Bus guard
	case "awsfake":
		return []string{"policy"}, true // its users are kept to policies
	case "completions", "e2e":
		return nil, true
	}
	return nil, false
}

// librariesStayBehindTheirPackage: one package each knows the command line, the keychains and AWS.
func librariesStayBehindTheirPackage(s source) []string {
	const sdk = "github.com/aws/aws-sdk-go-v2/"
	inAWS := s.isTest() || s.in("internal/awsapi", "internal/awsfake", "internal/e2e", "cmd")
	owned := []struct {
		library string
		home    string
		free    bool
	}{
		{"github.com/urfave/cli", "internal/command", s.in("internal/command", "cmd")},
		{"github.com/99designs/keyring", "internal/keychain", s.in("internal/keychain")},
		{sdk + "service", "internal/awsapi", inAWS},
		{sdk + "config", "internal/awsapi", inAWS},
	}
	var found []string
	s.eachImport(func(spec *ast.ImportSpec, pkg string) {
		for _, o := range owned {
			if within(pkg, o.library) && !o.free {
				found = append(found, s.finding(spec, "imports %s: only %s does", pkg, o.home))
			}
		}
	})
	return found
}

// processState lists, by package, the names that read or change the process.
var processState = map[string][]string{
	"os": {
		"Args", "Exit", "Stdin", "Stdout", "Stderr",
		"Getenv", "LookupEnv", "Environ", "ExpandEnv", "Setenv", "Unsetenv", "Clearenv",
	},
	"time": {"Now", "Since", "Until"},
}

// onlyTheEdgeReadsTheProcess: all else gets arguments, environment, streams and clock as values.
func onlyTheEdgeReadsTheProcess(s source) []string {
	if s.isEdge() {
		return nil
	}
	var found []string
	imported := map[string]string{} // local name to path
	s.eachImport(func(spec *ast.ImportSpec, pkg string) {
		if processState[pkg] == nil {
			return
		}
		local := pkg
		if spec.Name != nil {
			local = spec.Name.Name
		}
		imported[local] = pkg
		if local == "." {
			found = append(found, s.finding(spec, "imports all names of %s: they must be seen where they are used", pkg))
		}
	})
	ast.Inspect(s.file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && slices.Contains(processState[imported[x.Name]], selector.Sel.Name) {
			found = append(found, s.finding(n, "uses %s.%s: only internal/command/main.go reads the process", imported[x.Name], selector.Sel.Name))
		}
		return true
	})
	return found
}
