package command

import "github.com/mfa-session/mfa-session/internal/credformat"

// loadWith is what to type so that a shell takes what a command prints in its format; empty where the
// format is for other programs.
func loadWith(f credformat.Format, command string) string {
	switch f {
	case credformat.Env:
		return "eval \"$(" + command + ")\""
	case credformat.EnvNoExport:
		return "export $(" + command + ")"
	case credformat.Fish:
		return command + " | source"
	case credformat.Csh:
		return "eval `" + command + "`"
	case credformat.Elvish:
		return "eval (" + command + " | slurp)"
	case credformat.PowerShell:
		return command + " | Out-String | Invoke-Expression"
	case credformat.WindowsCmd:
		return "for /f \"delims=\" %i in ('" + command + "') do @%i"
	case credformat.JSON: // nushell
		return "^" + command + " | from json | load-env"
	case credformat.ProcessObject, credformat.STSObject:
	}
	return ""
}
