package credformat

// csh is one line, for eval with backquotes in csh and tcsh.
//
// They expand globs in what a command prints, quoted or not, and "!" even within single quotes, so
// only values that need no quoting are written; the quotes are for form.
func csh() dialect {
	return dialect{
		write: func(env Environment) string {
			return oneLine(env, "unsetenv NAME;", "setenv NAME VALUE;", func(s string) string { return "'" + s + "'" })
		},
		carries: safe, failure: "false;\n", unsets: true,
	}
}
