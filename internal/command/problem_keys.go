package command

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/profile"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/terminal"
)

// keysProblem is exit 4: long-term keys missing, rejected, or not long-term.
func keysProblem(err error, who caller) (problem, bool) {
	if p, ok := filesProblem(err); ok {
		return p, true
	}
	if e, ok := asError[*keyError](err); ok {
		return problem{exitKeys, e.text, []string{e.hint}}, true
	}
	if e, ok := asError[*loadedError](err); ok {
		return problem{exitKeys, e.Error(), []string{"forget it: unset MFA_SESSION_LOADED, or name a profile with --profile NAME"}}, true
	}
	if errors.Is(err, session.ErrKeysGone) {
		return problem{exitKeys, fmt.Sprintf("the long-term keys %s are no longer in the environment: the session took their place, and it must be renewed", who.accessKeyID), []string{
			"set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the long-term keys and unset AWS_SESSION_TOKEN, or put them in a profile: aws configure --profile NAME",
		}}, true
	}
	if e, ok := asError[*awsapi.KeysError](err); ok {
		return problem{exitKeys, whose(who) + e.Error(), []string{keysHint(e, who)}}, true
	}
	if errors.Is(err, session.ErrKeysRejected) {
		return problem{exitKeys, whose(who) + err.Error(), []string{"look at them: " + configureCommand(who)}}, true
	}
	return problem{}, false
}

func keysHint(e *awsapi.KeysError, who caller) string {
	switch e.Reason {
	case awsapi.WrongSecret:
		if who.profile == "" {
			return "set AWS_SECRET_ACCESS_KEY to the secret access key that belongs to " + who.accessKeyID
		}
		return "set the secret access key that belongs to " + who.accessKeyID + ": " + configureCommand(who)
	case awsapi.TemporaryKeys:
		if who.profile == "" {
			return "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to those of an IAM user"
		}
		return "use the access key of an IAM user: " + configureCommand(who)
	case awsapi.UnknownKey:
	}
	if e.OptIn != "" {
		return "use a region that every account has: " + loginFor(who, "--region", "us-east-1", "CODE") + "; if it is refused there too, see in the console whether " +
			who.accessKeyID + " is active"
	}
	elsewhere := "cn-north-1"
	if awsapi.Partition(who.region) != "aws" {
		elsewhere = "us-east-1"
	}
	return "see in the console whether " + who.accessKeyID + " is active; if it is of another partition, give its region: " +
		loginFor(who, "--region", elsewhere, "CODE")
}

func configureCommand(who caller) string {
	if who.profile == "" || who.profile == "default" {
		return "aws configure"
	}
	return "aws configure --profile " + hinted(who.profile)
}

// filesProblem is what the AWS config files show.
func filesProblem(err error) (problem, bool) {
	if e, ok := asError[*profile.UnknownProfileError](err); ok {
		return problem{exitKeys, e.Error() + origin(err, e) + linksToNowhere(e), []string{unknownHint(e)}}, true
	}
	if e, ok := asError[*profile.NotLongTermError](err); ok {
		return problem{exitKeys, e.Error(), notLongTermHints(e)}, true
	}
	if e, ok := asError[*profile.TemporaryKeysError](err); ok {
		return problem{exitKeys, e.Error(), temporaryHints(e)}, true
	}
	if e, ok := asError[*profile.LoopError](err); ok {
		return problem{exitKeys, e.Error(), []string{"put the long-term keys into a profile of their own: aws configure --profile " +
			quoted(e.Names[len(e.Names)-1]+"-keys")}}, true
	}
	if e, ok := asError[*profile.ConflictingKeysError](err); ok {
		return problem{exitKeys, e.Error(), []string{fmt.Sprintf("remove those that are not right, for instance lines in %s", e.File)}}, true
	}
	if e, ok := asError[*profile.FileError](err); ok {
		return problem{exitKeys, e.Error(), []string{fileHint(e)}}, true
	}
	return problem{}, false
}

// temporaryHints say where the keys stand: mostly another tool has left them there.
func temporaryHints(e *profile.TemporaryKeysError) []string {
	hints := []string{"name a profile with the access key of an IAM user: mfa-session --profile NAME"}
	if e.File != "" {
		hints = append(hints, fmt.Sprintf("if another tool has left them there, delete them: %s, line %d", e.File, e.Line))
	}
	return hints
}

// fileHint is what to do about a file that cannot be read or understood.
func fileHint(e *profile.FileError) string {
	if errors.Is(e.Err, fs.ErrPermission) {
		return unreadableHint(e.Path) + ", or name another with AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE"
	}
	if errors.Is(e.Err, profile.ErrUnsteady) {
		return "let the program that writes it finish, then try again"
	}
	return "mend the file, or name another with AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE"
}

// linksToNowhere are files that look as if they were there.
func linksToNowhere(e *profile.UnknownProfileError) string {
	text := ""
	for _, path := range e.Dangling {
		text += "; " + path + " is a link to a file that is not there"
	}
	return text
}

// origin says where the name of an unknown profile came from, if nobody typed it.
func origin(err error, unknown *profile.UnknownProfileError) string {
	if named, ok := asError[*namedError](err); ok && unknown.Via == "" {
		return named.byVariable()
	}
	return ""
}

func unknownHint(e *profile.UnknownProfileError) string {
	similar := slices.DeleteFunc(slices.Clone(e.Similar), func(name string) bool { return !isTypeable(name) })
	switch {
	case len(similar) > 0:
		return "did you mean: mfa-session --profile " + hinted(similar[0])
	case !e.ConfigExists && !e.CredentialsExists && (e.Files.ConfigPath == "" || e.Files.CredentialsPath == ""):
		return "there is no home directory to look into: set HOME to its absolute path, or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE to those of the files"
	case len(e.Dangling) > 0:
		return "look where it leads: ls -l " + quoted(e.Dangling[0])
	case !e.ConfigExists && !e.CredentialsExists:
		return fmt.Sprintf("neither %s nor %s is there; write the long-term keys: %s", e.Files.ConfigPath, e.Files.CredentialsPath,
			configureCommand(caller{profile: e.Name}))
	case e.Name == "default":
		return "name a profile that has long-term keys: mfa-session --profile NAME; " + others(e.Names)
	}
	return others(e.Names)
}

// mostNamed is how many profiles can be looked through in one line.
const mostNamed = 6

// others says which profiles there are.
func others(names []string) string {
	if len(names) == 0 || len(names) > mostNamed || slices.ContainsFunc(names, func(name string) bool { return !isTypeable(name) }) {
		return "which there are: aws configure list-profiles"
	}
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = quoted(name)
	}
	return "there are: " + strings.Join(list, ", ")
}

func notLongTermHints(e *profile.NotLongTermError) []string {
	aws := "aws --profile " + hinted(e.Profile) + " COMMAND"
	switch e.Kind {
	case profile.Role:
		return roleHints(e, aws)
	case profile.SSO:
		return []string{"it needs no MFA session of ours: aws sso login --profile " + hinted(e.Profile)}
	case profile.Login:
		return []string{"it needs no MFA session of ours: aws login --profile " + hinted(e.Profile)}
	case profile.Process, profile.WebIdentity, profile.CredentialSource:
		if e.SourceProfile != "" {
			return []string{"use it as it is: " + aws, "or name the profile that it names: mfa-session --profile " + hinted(e.SourceProfile)}
		}
		return []string{"use it as it is: " + aws, "or name the profile that has long-term keys: mfa-session --profile NAME"}
	case profile.NoKeys:
	}
	if e.SourceProfile != "" {
		return []string{"its source_profile has them: mfa-session --profile " + hinted(e.SourceProfile)}
	}
	return []string{"write them: " + configureCommand(caller{profile: e.Profile})}
}

func roleHints(e *profile.NotLongTermError, aws string) []string {
	if e.SourceProfile == "" {
		return []string{"name the profile that has long-term keys: mfa-session --profile NAME"}
	}
	hints := []string{"first: mfa-session login --profile " + hinted(e.SourceProfile) + "; then: " + aws}
	if !e.FedByUs {
		hints = append(hints, fmt.Sprintf("the role uses the session when its source_profile has: credential_process = mfa-session credential-process --profile %s",
			hinted(e.SourceProfile)))
	}
	return hints
}

// isTypeable says that a name is printed as it is: nothing of it has to be stripped, so that what a
// hint says means the same when it is typed.
func isTypeable(name string) bool { return terminal.Clean(name) == name }

// hinted is the name of a profile in a hint, for a shell.
func hinted(name string) string {
	if !isTypeable(name) {
		return "NAME"
	}
	return quoted(name)
}

// quoted is a word as a POSIX shell takes it.
func quoted(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/@+=,%"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
