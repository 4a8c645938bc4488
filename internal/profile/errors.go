package profile

import (
	"fmt"
	"strings"
)

// FileError is a file that cannot be read, or a line of it that cannot be understood.
type FileError struct {
	Path string
	Line int // from 1; 0 when it is about the whole file
	Err  error
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("%s, line %d: %v", e.Path, e.Line, e.Err)
}

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

// UnknownProfileError is a profile that is in neither file.
type UnknownProfileError struct {
	Name              string
	Via               string   // the alias that leads to it; empty when it was asked for
	Names             []string // names there are, in their order
	Similar           []string // those like it, nearest first, three at most
	Files             Files    // where it was looked for
	ConfigExists      bool
	CredentialsExists bool
	Dangling          []string // those of the files that are links to nowhere
}

func (e *UnknownProfileError) Error() string {
	text := fmt.Sprintf("there is no profile %q", e.Name)
	if e.Via != "" {
		text += fmt.Sprintf(", which profile %q hands over to", e.Via)
	}
	return text
}

// LoopError is a chain of aliases that comes back to itself, or does not end.
type LoopError struct {
	Names []string // in order; the last is the one that was there before
}

func (e *LoopError) Error() string {
	return "the profiles hand over to each other and none has keys: " + strings.Join(e.Names, " → ")
}

// NotLongTermError is a profile without long-term keys.
type NotLongTermError struct {
	Profile string
	Kind    Kind
	// SourceProfile is, for a role, the profile at the end of its source profiles; empty when that
	// does not exist. For NoKeys it is the source_profile that is there without a role_arn, for Process
	// the profile that is named where it runs this program, but not as an alias does.
	SourceProfile string
	// FedByUs says that AWS tools get the credentials of SourceProfile from this program, so that
	// the role works as soon as there is a session.
	FedByUs bool
}

func (e *NotLongTermError) Error() string {
	return fmt.Sprintf("no long-term keys: profile %q %v", e.Profile, e.Kind)
}

// TemporaryKeysError is a profile whose keys are those of a session.
type TemporaryKeysError struct {
	Profile string
	File    string // empty for imported keys
	Line    int
}

func (e *TemporaryKeysError) Error() string {
	return fmt.Sprintf("the keys of profile %q are temporary ones, not an IAM user's", e.Profile)
}

// ConflictingKeysError is a profile that has keys in a file and other keys outside the files.
type ConflictingKeysError struct {
	Profile                  string
	File                     string
	Line                     int
	FileKeyID, ImportedKeyID string
}

func (e *ConflictingKeysError) Error() string {
	return fmt.Sprintf("profile %q has different keys in two places: %s in %s, line %d, and %s imported into the keychain",
		e.Profile, e.FileKeyID, e.File, e.Line, e.ImportedKeyID)
}
