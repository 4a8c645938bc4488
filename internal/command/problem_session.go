package command

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/codesource"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/session"
)

// storeProblem is exit 7, and exit 10 for a store that has nothing.
func storeProblem(err error, who caller) (problem, bool) {
	if errors.Is(err, session.ErrNoStoredSession) {
		return problem{exitNothingStored, whose(who) + "no session is stored", []string{"get one: " + commandFor("mfa-session login", who)}}, true
	}
	if e, ok := asError[*session.UnsavedError](err); ok {
		return problem{exitKeychain, whose(who) + e.Error() + "; the token code is spent", []string{
			storeHint(e.Err),
			"then with the next code: " + commandFor("mfa-session login", who),
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

// codeProblem is exits 5 and 6.
func codeProblem(err error, who caller) (problem, bool) {
	again := commandFor("mfa-session login", who)
	if e, ok := asError[*session.SpentError](err); ok {
		return problem{exitCode, e.Error(), []string{
			fmt.Sprintf("the device shows the next code in %d s: %s CODE", seconds(e.Wait), again),
		}}, true
	}
	if e, ok := asError[*codesource.ProgramError](err); ok {
		return problem{exitNobody, whose(who) + "no token code: " + e.Error(), []string{
			"run it by hand to see what ails it, or give the code yourself: " + again + " CODE",
		}}, true
	}
	switch {
	case errors.Is(err, awsapi.ErrDeviceNotValidated):
		return problem{exitCode, whose(who) + err.Error(), []string{
			"compare the serial number: aws iam list-mfa-devices; if it is right, wait three minutes: AWS checks nine codes in that time",
		}}, true
	case errors.Is(err, session.ErrCodeRejected):
		return problem{exitCode, whose(who) + err.Error() + ": it is wrong, or was used already", []string{
			"wait for the next code, then: " + again + " CODE",
		}}, true
	case errors.Is(err, session.ErrNobodyAnswered):
		return problem{exitNobody, whose(who) + err.Error(), []string{"give the code with the command: " + again + " CODE"}}, true
	case errors.Is(err, session.ErrBusy):
		return problem{exitNobody, whose(who) + err.Error(), []string{"wait for it, or end it, then: " + again}}, true
	case errors.Is(err, session.ErrNobodyToAsk):
		return problem{exitNobody, whose(who) + "a token code is needed, and nobody can be asked here", []string{
			"in a terminal: " + again + "; or name a program that prints codes: --code-command COMMAND",
		}}, true
	}
	return problem{}, false
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// awsProblem is exit 8.
func awsProblem(err error, who caller) (problem, bool) {
	if !errors.Is(err, session.ErrAWS) {
		return problem{}, false
	}
	p := problem{exitAWS, err.Error(), awsHints(err, who)}
	if errors.Is(err, session.ErrCodeMayBeSpent) {
		p.hints = append(p.hints, "the token code may have been used: wait for the next one, then: "+commandFor("mfa-session login", who)+" CODE")
	}
	return p, true
}

func awsHints(err error, who caller) []string {
	if _, ok := asError[*awsapi.ClockSkewError](err); ok {
		return []string{"set the clock of this machine, on Linux: timedatectl set-ntp true"}
	}
	if e, ok := asError[*awsapi.RegionDisabledError](err); ok {
		return []string{fmt.Sprintf("name another region than %s: %s --region us-east-1", e.Region, commandFor("mfa-session", who))}
	}
	if e, ok := asError[*awsapi.APIError](err); ok && e.Throttled() {
		return []string{"AWS asks for patience: wait a minute"}
	}
	if e, ok := asError[*awsapi.UnreachableError](err); ok {
		return []string{unreachableHint(e)}
	}
	return nil
}

func unreachableHint(e *awsapi.UnreachableError) string {
	switch e.Why {
	case awsapi.NoAddress:
		return "look at the network, the name server, and the region (--region)"
	case awsapi.TimedOut:
		return "look at the network; in a VPC without internet, STS needs an interface endpoint; a proxy is named by HTTPS_PROXY"
	case awsapi.NoTLS, awsapi.BadCertificate:
		return "behind a proxy that inspects TLS, name its certificates: AWS_CA_BUNDLE=/path/to/bundle.pem"
	case awsapi.BadProxy:
		return "look at HTTPS_PROXY and NO_PROXY"
	case awsapi.BadSettings:
		return "look at --region, AWS_ENDPOINT_URL and AWS_CA_BUNDLE, and at what the profile says of them"
	case awsapi.NoConnection:
	}
	return "look at the network, at HTTPS_PROXY and at AWS_ENDPOINT_URL"
}
