package credformat

import (
	"fmt"
	"strings"
)

// Format is a way to print a session, by the name that --format takes.
type Format string

// The formats. Those of AWS's own tools have their names.
const (
	Env           Format = "env"           // POSIX shells, and fish
	EnvNoExport   Format = "env-no-export" // dotenv
	Fish          Format = "fish"
	Csh           Format = "csh" // and tcsh
	Elvish        Format = "elvish"
	PowerShell    Format = "powershell"
	WindowsCmd    Format = "windows-cmd"
	JSON          Format = "json"    // a flat object of the variables: nushell, xonsh
	ProcessObject Format = "process" // what credential_process prints
	STSObject     Format = "sts"     // what aws sts get-session-token prints
)

// dialect is how one family of programs reads variables.
type dialect struct {
	write   func(Environment) string
	carries string // the characters that a value may have
	failure string // the statement that makes eval fail, empty where there is none
	unsets  bool
}

// printable are the visible characters of ASCII. Keys, tokens, times, regions and marks have no
// others, and what is beyond ASCII does not survive every pipe and console code page.
const printable = safe + "!\"#$&'()*;<>?[\\]^`{|}~"

// safe are the characters that mean nothing to any shell, in or out of quotes. They hold AWS's
// alphabet for keys and tokens.
const safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_.:@%,-"

func (f Format) dialect() (dialect, bool) {
	switch f {
	case Env:
		return posix(), true
	case EnvNoExport:
		return dotenv(), true
	case Fish:
		return fish(), true
	case Csh:
		return csh(), true
	case Elvish:
		return elvish(), true
	case PowerShell:
		return powershell(), true
	case WindowsCmd:
		return windowsCmd(), true
	case JSON:
		return flatJSON(), true
	case ProcessObject, STSObject:
	}
	return dialect{}, false
}

// Formats are all formats, in the order in which they are documented.
func Formats() []Format {
	return []Format{Env, EnvNoExport, Fish, Csh, Elvish, PowerShell, WindowsCmd, JSON, ProcessObject, STSObject}
}

// ParseFormat accepts the name of a format.
func ParseFormat(s string) (Format, error) {
	names := make([]string, 0, len(Formats()))
	for _, f := range Formats() {
		if string(f) == s {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("%q is not a format: %s", s, strings.Join(names, ", "))
}

// Default is the format for an operating system, by the name that Go gives it.
func Default(goos string) Format {
	if goos == "windows" {
		return PowerShell
	}
	return Env
}

// Render is all that a loaded session prints in this format. The account goes into the process
// object; empty where it is not known.
func (f Format) Render(l Loaded, accountID string) (string, error) {
	switch f {
	case ProcessObject:
		object, err := Process(l.Credentials, accountID)
		return string(object), err
	case STSObject:
		object, err := STS(l.Credentials)
		return string(object), err
	case Env, EnvNoExport, Fish, Csh, Elvish, PowerShell, WindowsCmd, JSON:
	}
	return f.Statements(Load(l))
}

// Statements writes the changes as text that ends in a line feed, or nothing when there are none. A
// format that cannot unset leaves that out. It fails for a value that the format cannot carry
// safely, for an empty one, and for the formats that hold no variables: process and sts.
func (f Format) Statements(env Environment) (string, error) {
	d, ok := f.dialect()
	if !ok {
		return "", fmt.Errorf("the format %s holds no variables", f)
	}
	if !d.unsets {
		env.Unset = nil
	}
	if len(env.Set) == 0 && len(env.Unset) == 0 {
		return "", nil
	}
	for _, v := range env.Set {
		if v.Value == "" || strings.Trim(v.Value, d.carries) != "" {
			return "", fmt.Errorf("the value of %s cannot be written safely in the format %s", v.Name, f)
		}
	}
	return d.write(env), nil
}

// Failure is the statement that makes eval fail where nothing could be loaded, a line; empty in the
// formats that are not evaluated. Without it eval succeeds in every shell but csh, since it never
// sees how the command within $(…) ended.
func (f Format) Failure() string {
	d, _ := f.dialect()
	return d.failure
}

// CanUnset says whether the format can take variables away.
func (f Format) CanUnset() bool {
	d, _ := f.dialect()
	return d.unsets
}
