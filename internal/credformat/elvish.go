package credformat

// elvish is one line, for `eval (… | slurp)`. A single quote is doubled.
func elvish() dialect {
	return dialect{
		write: func(env Environment) string {
			return oneLine(env, "unset-env NAME;", "set-env NAME VALUE;", doubleQuotes)
		},
		carries: printable, failure: "fail mfa-session\n", unsets: true,
	}
}
