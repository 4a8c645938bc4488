package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os/exec"
	"slices"
	"strings"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

// The exit codes. They are stable: scripts go by them.
const (
	exitOK             = 0
	exitUnexpected     = 1
	exitUsage          = 2
	exitRefused        = 3 // no registered virtual or hardware device, or not the one asked for
	exitKeys           = 4 // long-term keys missing, rejected, or not long-term
	exitCode           = 5 // token code rejected, or spent already
	exitNobody         = 6 // a code is needed and nobody can be asked, or nobody answered
	exitKeychain       = 7
	exitAWS            = 8
	exitFindings       = 9
	exitNothingStored  = 10
	exitNotExecutable  = 126
	exitCommandMissing = 127
	exitHangup         = 129
	exitInterrupted    = 130
	exitQuit           = 131
	exitTerminated     = 143
)

// problem is what a person is told of an error: what failed, what to type next, and the exit code.
type problem struct {
	code  int
	text  string
	hints []string
}

// Signals that end the program, as the cause of its context.
var (
	errInterrupted = errors.New("interrupted")
	errTerminated  = errors.New("terminated")
	errHangup      = errors.New("the terminal was closed")
	errQuit        = errors.New("told to quit")
)

// explain is the one table from errors to exit codes and hints. A signal comes before all else:
// whatever failed then failed because of it.
func (r *run) explain(ctx context.Context, err error) problem {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errInterrupted):
		return problem{code: exitInterrupted}
	case errors.Is(cause, errTerminated):
		return problem{code: exitTerminated}
	case errors.Is(cause, errHangup):
		return problem{code: exitHangup}
	case errors.Is(cause, errQuit):
		return problem{code: exitQuit}
	}
	return r.describe(err)
}

func (r *run) describe(err error) problem {
	who := caller{}
	if e, ok := asError[*callerError](err); ok {
		who = e.caller
	}
	for _, table := range []func(error, caller) (problem, bool){
		usageProblem, keysProblem, refusalProblem, sharedProblem, storeProblem, awsProblem, codeProblem, stateProblem, childProblem,
	} {
		if p, ok := table(err, who); ok {
			return p
		}
	}
	if _, ok := asError[*panicError](err); ok {
		return problem{exitUnexpected, err.Error(), []string{"please report it with the command line, without codes and keys"}}
	}
	return problem{code: exitUnexpected, text: err.Error()}
}

func usageProblem(err error, _ caller) (problem, bool) {
	e, ok := asError[*usageError](err)
	if !ok {
		return problem{}, false
	}
	return problem{exitUsage, e.text, e.hints}, true
}

// refusalProblem is exit 3.
func refusalProblem(err error, who caller) (problem, bool) {
	if e, ok := asError[*device.SerialNumberError](err); ok {
		return problem{exitRefused, e.Error(), []string{serialHint(e)}}, true
	}
	if e, ok := asError[*device.NotRegisteredError](err); ok {
		return problem{exitRefused, whose(who) + e.Error(), notRegisteredHints(e)}, true
	}
	if e, ok := asError[*device.ChoiceError](err); ok {
		return problem{exitRefused, whose(who) + e.Error(), choiceHints(err, e, who)}, true
	}
	if errors.Is(err, session.ErrListDenied) {
		return problem{exitRefused, whose(who) + err.Error() + ", so it is not known which one to ask", []string{
			"give it: " + commandFor("mfa-session", who) + " --serial-number arn:aws:iam::ACCOUNT:mfa/NAME, or set mfa_serial in the profile",
			"the policy should allow iam:ListMFADevices on the own user before MFA",
		}}, true
	}
	return problem{}, false
}

func serialHint(e *device.SerialNumberError) string {
	switch e.Reason {
	case device.ReasonUserARN, device.ReasonRoleARN, device.ReasonOtherARN, device.ReasonNotASerialNumber:
		return "a device is arn:aws:iam::ACCOUNT:mfa/NAME or the number on a hardware device: aws iam list-mfa-devices"
	case device.ReasonSecurityKey:
		return "use an authenticator app or a hardware device: aws iam list-mfa-devices; a security key works with: aws login"
	case device.ReasonSMS:
		return "enrol an authenticator app: mfa-session device enrol"
	case device.ReasonPartition:
	}
	region := awsapi.DefaultRegion(device.SerialNumber(e.SerialNumber).Partition())
	return "name a region of its partition: --region " + region + "; or another device: --serial-number SERIAL"
}

// choiceHints name one of the devices, which need not be the right one.
func choiceHints(err error, e *device.ChoiceError, who caller) []string {
	d := likely(e)
	once := "name one: " + commandFor("mfa-session", who) + " --serial-number " + string(d.SerialNumber)
	forGood := profileCommand("mfa-session device default "+quoted(device.Called(e.Usable, d)), who)
	_, toKeep := asError[*defaultError](err)
	switch {
	case toKeep:
		return []string{"name one: " + forGood}
	case e.Want != "":
		return []string{once}
	}
	return []string{once, "or for good: " + forGood}
}

// likely is the device that was meant, as far as its name tells, or the first.
func likely(e *device.ChoiceError) device.Device {
	byName := map[string]device.Device{}
	for _, d := range e.Usable {
		byName[d.SerialNumber.Name()] = d
	}
	if d, ok := byName[nearest(e.Want.Name(), slices.Collect(maps.Keys(byName)))]; ok && e.Want != "" {
		return d
	}
	return e.Usable[0]
}

func notRegisteredHints(e *device.NotRegisteredError) []string {
	if len(e.Registered) == 0 {
		return []string{"enrol one: mfa-session device enrol"}
	}
	return []string{
		"STS takes codes, and a key gives none: enrol an authenticator app as a second device: mfa-session device enrol",
		"or sign in with the security key: aws login",
	}
}

// whose begins a sentence with the owner of the keys, but for the one that is meant anyway.
func whose(who caller) string {
	if who.accessKeyID == "" || who.nameless {
		return ""
	}
	return who.name() + ": "
}

// sharedProblem is the outcome of another process's turn.
func sharedProblem(err error, who caller) (problem, bool) {
	e, ok := asError[*session.SharedError](err)
	if !ok {
		return problem{}, false
	}
	codes := map[session.OutcomeKind]int{
		session.Refused:         exitRefused,
		session.KeysRejected:    exitKeys,
		session.CodeRejected:    exitCode,
		session.NobodyAnswered:  exitNobody,
		session.SessionUnsaved:  exitKeychain,
		session.StoreUnreadable: exitKeychain,
		session.AWSFailed:       exitAWS,
	}
	code, ok := codes[e.Outcome.Kind]
	if !ok {
		code = exitUnexpected
	}
	hint := "to try again: " + loginFor(who)
	if e.Outcome.Kind == session.StoreUnreadable {
		hint = "look at the keychain, or keep the session elsewhere with --backend; " + hint
	}
	return problem{code, "another mfa-session was asked the same at this moment: " + e.Outcome.Message, []string{hint}}, true
}

// childProblem is a command of exec that could not be started, or stdout that took nothing.
func childProblem(err error, _ caller) (problem, bool) {
	if e, ok := asError[*childError](err); ok {
		code := exitNotExecutable
		if errors.Is(e.err, exec.ErrNotFound) || errors.Is(e.err, errNoSuchFile) {
			code = exitCommandMissing
		}
		return problem{code, e.Error(), []string{e.hint()}}, true
	}
	if e, ok := asError[*outputError](err); ok {
		return problem{exitUnexpected, e.Error(), []string{"run it again: a session that is stored needs no other code"}}, true
	}
	return problem{}, false
}

// childError is a command that could not be run.
type childError struct {
	name string
	err  error
}

func (e *childError) Error() string {
	err := e.err
	if named, ok := asError[*exec.Error](err); ok { // it repeats the name
		err = named.Err
	}
	return fmt.Sprintf("running %s: %v", quoted(printable(e.name)), withoutPath(err))
}

// hint is for the mistakes that people bring from their shell, which takes more than programs.
func (e *childError) hint() string {
	name := quoted(printable(e.name))
	_, notCode := session.ParseTokenCode(e.name)
	switch {
	case notCode == nil:
		return "exec takes no code; first: mfa-session login " + name
	case strings.Contains(e.name, "="):
		return "to set a variable: mfa-session exec -- env " + name + " COMMAND"
	case errors.Is(e.err, fs.ErrPermission):
		return "look whether it may be run: ls -ld " + name
	case strings.ContainsAny(e.name, `/\\`):
		return "give its path as it is from here, or the whole of it"
	}
	return "give the whole path of a program; what is of the shell alone runs with: mfa-session exec -- sh -c 'COMMAND'"
}

func (e *childError) Unwrap() error { return e.err }
