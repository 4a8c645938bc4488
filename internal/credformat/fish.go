package credformat

import "strings"

// fish is one line, for `eval (…)` and for `… | source`.
//
// Only global variables are erased: a universal one would be gone from all shells, for good. Erasing
// what is not there fails, and setting a variable leaves that status as it is; hence "or true".
func fish() dialect {
	return dialect{
		write: func(env Environment) string {
			return oneLine(env, "set -eg NAME; or true;", "set -gx NAME VALUE;", quoteFish)
		},
		carries: printable, failure: "false;\n", unsets: true,
	}
}

func quoteFish(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// oneLine writes a statement per variable, first those that unset. NAME and VALUE stand for the
// name and the quoted value.
func oneLine(env Environment, unset, set string, quote func(string) string) string {
	statements := make([]string, 0, len(env.Unset)+len(env.Set))
	for _, name := range env.Unset {
		statements = append(statements, strings.Replace(unset, "NAME", name, 1))
	}
	for _, v := range env.Set {
		statements = append(statements, strings.NewReplacer("NAME", v.Name, "VALUE", quote(v.Value)).Replace(set))
	}
	return strings.Join(statements, " ") + "\n"
}
