package credformat

import "strings"

// powershell is one line, for `… | Out-String | Invoke-Expression` and `Invoke-Expression (…)`,
// which takes only one. A variable set to $null is removed.
//
// PowerShell takes U+2018, U+2019, U+201A and U+201B for single quotes as well. They are not among
// the characters that a value may have; were they, they would have to be doubled too.
func powershell() dialect {
	return dialect{
		write: func(env Environment) string {
			return oneLine(env, "$Env:NAME=$null;", "$Env:NAME=VALUE;", doubleQuotes)
		},
		carries: printable, failure: "throw 'mfa-session';\n", unsets: true,
	}
}

func doubleQuotes(s string) string {
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}
