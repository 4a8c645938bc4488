package credformat

import "strings"

// windowsCmd is lines for `for /f "delims=" %i in ('…') do @%i` in cmd.exe, as the AWS CLI prints
// them. cmd.exe has no quoting that would not become part of the value.
func windowsCmd() dialect {
	return dialect{write: writeWindowsCmd, carries: safe, unsets: true}
}

func writeWindowsCmd(env Environment) string {
	var b strings.Builder
	for _, name := range env.Unset {
		b.WriteString("set " + name + "=\n")
	}
	for _, v := range env.Set {
		b.WriteString("set " + v.Name + "=" + v.Value + "\n")
	}
	return b.String()
}
