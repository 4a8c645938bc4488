package command

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/codesource"
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/session"
)

// storeProblem is exit 7, and exit 10 for a store that has nothing.
func storeProblem(err error, who caller) (problem, bool) {
	if errors.Is(err, session.ErrNoStoredSession) {
		return problem{exitNothingStored, whose(who) + "no session is stored", []string{"get one: " + loginFor(who)}}, true
	}
	if e, ok := asError[*session.UnsavedError](err); ok {
		return problem{exitKeychain, whose(who) + e.Error() + "; the token code is spent", []string{
			storeHint(e.Err),
			"then with the next code: " + loginFor(who),
		}}, true
	}
	if errors.Is(err, session.ErrNoStore) {
		return problem{exitKeychain, err.Error(), []string{storeHint(err)}}, true
	}
	if e, ok := asError[*session.StoreError](err); ok {
		return problem{exitKeychain, e.Error(), []string{storeHint(err)}}, true
	}
	return problem{}, false
}

// storeHint is what to do about a keychain, by what ails it.
func storeHint(err error) string {
	if e, ok := asError[*session.StoreError](err); ok && e.Backend == string(keychain.Pass) {
		return passHint(err)
	}
	if e, ok := asError[*passphraseFileError](err); ok {
		return e.hint()
	}
	if _, ok := asError[*keychain.FilesError](err); ok {
		return filesHint(err)
	}
	switch {
	case errors.Is(err, keychain.ErrPassphraseMissing):
		return "set MFA_SESSION_PASSPHRASE_FILE or MFA_SESSION_PASSPHRASE_COMMAND, or run it in a terminal"
	case errors.Is(err, keychain.ErrPassphraseWrong):
		return "give the passphrase that was used first; if it is lost: mfa-session logout --all --backend file, then a new one"
	case errors.Is(err, keychain.ErrLocked):
		return "unlock the keychain, or keep the session elsewhere: --backend keyctl (Linux), or --backend file with a passphrase"
	case errors.Is(err, keychain.ErrDenied):
		return "allow mfa-session to use the keychain, or keep the session elsewhere with --backend"
	case errors.Is(err, keychain.ErrFull):
		return "make room: mfa-session logout --all, or keep the session elsewhere with --backend"
	case errors.Is(err, keychain.ErrTooSlow):
		return "look whether the keychain shows a dialog or hangs, or keep the session elsewhere with --backend"
	case errors.Is(err, session.ErrNoStore):
		return "name a keychain: --backend keyctl (Linux), or --backend file with MFA_SESSION_PASSPHRASE_FILE; or print it once: eval \"$(mfa-session)\""
	}
	return "keep the session elsewhere: --backend keyctl (Linux), or --backend file with MFA_SESSION_PASSPHRASE_FILE"
}

// filesHint is what to do about the directory of the file backend, or its disk.
func filesHint(err error) string {
	switch {
	case errors.Is(err, keychain.ErrAbsent):
		return noHomeHint
	case errors.Is(err, keychain.ErrFull):
		return fullHint
	}
	return firstOf(deniedHint(err, ""), unwritableHint) + ", or keep the session elsewhere with --backend"
}

// codeProblem is exits 5 and 6.
func codeProblem(err error, who caller) (problem, bool) {
	again, withCode := loginFor(who), loginFor(who, "CODE")
	if e, ok := asError[*session.SpentError](err); ok {
		return problem{exitCode, e.Error(), []string{
			fmt.Sprintf("the device shows the next code in %d s: %s", seconds(e.Wait), withCode),
		}}, true
	}
	if e, ok := asError[*codesource.ProgramError](err); ok {
		hint := "run it by hand to see what ails it, or give the code yourself: " + withCode
		if e.Unread != "" {
			hint = "no shell reads the line, so " + quoted(printable(e.Unread)) + " stays as it is: write whole paths, or start a shell: sh -c 'COMMAND'"
		}
		if refused, ok := asError[*untrustedError](err); ok {
			hint = exposedHint(refused.file)
		}
		return problem{exitNobody, whose(who) + "no token code: " + e.Error(), []string{hint}}, true
	}
	if e, ok := asError[*codesource.UnchosenError](err); ok && errors.Is(err, session.ErrNobodyAnswered) {
		return problem{exitNobody, whose(who) + err.Error(), choiceHints(err, &device.ChoiceError{Usable: e.Usable}, who)}, true
	}
	switch {
	case errors.Is(err, awsapi.ErrDeviceNotValidated):
		return problem{exitCode, whose(who) + err.Error(), []string{
			"compare the serial number: aws iam list-mfa-devices",
			"if it is right, AWS has checked nine codes of it already, or knows it for less than 15 s: wait three minutes, then: " + withCode,
		}}, true
	case errors.Is(err, session.ErrCodeRejected):
		return problem{exitCode, whose(who) + err.Error() + ": it is wrong, or was used already", []string{
			"wait for the next code, then: " + withCode,
		}}, true
	case errors.Is(err, session.ErrNobodyAnswered):
		return problem{exitNobody, whose(who) + err.Error(), []string{"give the code with the command: " + withCode}}, true
	case errors.Is(err, session.ErrBusy):
		return problem{exitNobody, whose(who) + err.Error(), []string{"wait for it, or end it, then: " + again}}, true
	case errors.Is(err, session.ErrInside):
		return problem{exitNobody, whose(who) + "no session can be got here: " + session.ErrInside.Error(), []string{
			"get it before: " + again + "; and let --code-command or mfa_process print a code by other means",
		}}, true
	case errors.Is(err, session.ErrNobodyToAsk):
		return problem{exitNobody, whose(who) + "a token code is needed, and nobody can be asked here", []string{
			"in a terminal: " + again + "; or name a program that prints codes: --code-command COMMAND",
		}}, true
	}
	return problem{}, false
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
