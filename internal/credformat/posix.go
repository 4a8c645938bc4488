package credformat

import "strings"

// posix is one line for eval in every POSIX shell and in fish, quoted or not.
//
// Unquoted, the shell splits the line at white space, expands globs and joins the words again, so
// there must be nothing to split or to expand: no white space in a value, no glob character. fish
// has no unset, hence the question whether there is one. One export for all variables is what fish
// takes too, and leaves no status of an earlier statement unseen.
func posix() dialect {
	return dialect{write: writePOSIX, carries: safe + "!\"$&';`", failure: "false;\n", unsets: true}
}

func writePOSIX(env Environment) string {
	var statements []string
	if len(env.Unset) > 0 {
		statements = append(statements, "command -v unset >/dev/null && unset "+strings.Join(env.Unset, " ")+";")
	}
	if len(env.Set) > 0 {
		statement := "export"
		for _, v := range env.Set {
			statement += " " + v.Name + "=" + quotePOSIX(v.Value)
		}
		statements = append(statements, statement+";")
	}
	return strings.Join(statements, " ") + "\n"
}

// quotePOSIX needs no backslash for a single quote: bash 5 takes one for a glob character.
func quotePOSIX(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'"'"'`) + "'"
}
