package command

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/credformat"
	"github.com/mfa-session/mfa-session/internal/profile"
	"github.com/mfa-session/mfa-session/internal/session"
)

func keyFailures() []failure {
	files := profile.Files{ConfigPath: "/home/you/.aws/config", CredentialsPath: "/home/you/.aws/credentials"}
	failures := []failure{
		{"unknown", &profile.UnknownProfileError{Name: "wark", Files: files, ConfigExists: true}},
		{"unknown, named by a variable", &namedError{"AWS_PROFILE", &profile.UnknownProfileError{Name: "work", ConfigExists: true}}},
		{"unknown, named by an option", &namedError{"--profile", &profile.UnknownProfileError{Name: "work", ConfigExists: true}}},
		{"unknown, through an alias", &namedError{"AWS_PROFILE", &profile.UnknownProfileError{Name: "work", Via: "w", ConfigExists: true}}},
		{"unknown, but one is like it", &profile.UnknownProfileError{Name: "wark", Similar: []string{"my work", "work"}, ConfigExists: true}},
		{"no default", &profile.UnknownProfileError{Name: "default", Files: files, CredentialsExists: true}},
		{"no files, no default", &profile.UnknownProfileError{Name: "default", Files: files}},
		{"no files", &profile.UnknownProfileError{Name: "work", Files: files}},
		{"a loop", &profile.LoopError{Names: []string{"a", "b", "a"}}},
		{"a session's", &profile.TemporaryKeysError{Profile: "old", File: files.CredentialsPath, Line: 3}},
		{"two different", &profile.ConflictingKeysError{Profile: "work", File: files.CredentialsPath, Line: 3, FileKeyID: "AKIAEXAMPLE000000001", ImportedKeyID: "AKIAEXAMPLE000000002"}},
		{"a profile that is not there, without a home", &profile.UnknownProfileError{Name: "acme"}},
		{"a profile that is not there, with a link to nowhere", &profile.UnknownProfileError{Name: "acme", Files: files, CredentialsExists: true, Dangling: []string{files.ConfigPath}}},
		{"a file that makes no sense", &profile.FileError{Path: files.ConfigPath, Line: 7, Err: errors.New("a section header is not closed")}},
		{"a file that is being written", &profile.FileError{Path: files.ConfigPath, Err: profile.ErrUnsteady}},
		{"a file that cannot be read", &profile.FileError{Path: files.ConfigPath, Err: fs.ErrPermission}},
		{"a role", &profile.NotLongTermError{Profile: "admin", Kind: profile.Role, SourceProfile: "work"}},
		{"a role that we feed", &profile.NotLongTermError{Profile: "admin", Kind: profile.Role, SourceProfile: "work", FedByUs: true}},
		{"a role of nobody", &profile.NotLongTermError{Profile: "admin", Kind: profile.Role}},
		{"a source_profile without a role", &profile.NotLongTermError{Profile: "admin", Kind: profile.NoKeys, SourceProfile: "work"}},
		{"MFA_SESSION_LOADED was changed", &loadedError{credformat.ErrNotLoaded}},
		{"keys that are gone", of(environ, session.ErrKeysGone)},
		{"rejected, AWS did not say why", of(named, session.ErrKeysRejected)},
	}
	for _, kind := range []profile.Kind{profile.NoKeys, profile.CredentialSource, profile.Process, profile.Login, profile.SSO, profile.WebIdentity} {
		failures = append(failures, failure{fmt.Sprintf("no long-term keys, %d", kind), &profile.NotLongTermError{Profile: "big corp", Kind: kind}})
	}
	failures = append(failures, failure{"no long-term keys, but those that a process of ours names", &profile.NotLongTermError{Profile: "work", Kind: profile.Process, SourceProfile: "work-keys"}})
	for _, reason := range []awsapi.KeysReason{awsapi.UnknownKey, awsapi.WrongSecret, awsapi.TemporaryKeys} {
		for _, who := range []caller{someone, named, environ} {
			failures = append(failures, failure{fmt.Sprintf("rejected, %d, %s", reason, who.name()), of(who, &awsapi.KeysError{Reason: reason})})
		}
	}
	return append(failures, environmentFailures()...)
}

// environmentFailures are keys of the environment that will not do.
func environmentFailures() []failure {
	_, _, temporary := testRun("AWS_ACCESS_KEY_ID=ASIAEXAMPLE000000001").environmentKeys()
	_, _, half := testRun("AWS_ACCESS_KEY_ID=AKIAEXAMPLE000000001").environmentKeys()
	return []failure{{"temporary ones in the environment", temporary}, {"half a pair", half}}
}

// spentError is an error after which nobody knows whether the code was used.
type spentError struct{ error }

func (e spentError) Is(target error) bool { return target == session.ErrCodeMayBeSpent }

func (e spentError) Unwrap() error { return e.error }

func awsFailures() []failure {
	spent := func(err error) error { return of(named, spentError{err}) }
	failures := []failure{
		{"the clock is ahead", of(someone, &awsapi.ClockSkewError{Skew: 20 * time.Minute})},
		{"the clock is behind", of(someone, &awsapi.ClockSkewError{Skew: -2*time.Hour - 3*time.Minute - 4*time.Second})},
		{"the clock is wrong", of(someone, &awsapi.ClockSkewError{})},
		{"a region that is off", of(named, &awsapi.RegionDisabledError{Region: "ap-east-1"})},
		{"a region that is off, and the only one", of(named, &awsapi.RegionDisabledError{Region: "cn-north-1"})},
		{"a region that the account has to enable", of(named, &awsapi.KeysError{Reason: awsapi.UnknownKey, OptIn: "af-south-1"})},
		{"a key of another partition", of(caller{profile: "default", nameless: true, accessKeyID: "AKIAEXAMPLE000000001", region: "us-gov-west-1"}, &awsapi.KeysError{Reason: awsapi.UnknownKey})},
		{"no answer", spent(&awsapi.NoAnswerError{Host: "sts.eu-west-1.amazonaws.com", Cause: "timed out"})},
		{"no answer to the list", of(someone, &awsapi.NoAnswerError{Host: "iam.amazonaws.com", Cause: "timed out"})},
		{"an answer that makes no sense", spent(&awsapi.AnswerError{Operation: "GetSessionToken", Host: "sts.eu-west-1.amazonaws.com", What: "holds no credentials"})},
		{"a list that makes no sense", of(someone, &awsapi.AnswerError{Operation: "ListMFADevices", Host: "iam.amazonaws.com", What: "does not end"})},
		{"the device was not validated", of(named, fmt.Errorf("%w: %w", session.ErrCodeRejected, awsapi.ErrDeviceNotValidated))},
		{"throttled, with a code", spent(&awsapi.APIError{Operation: "GetSessionToken", Code: "Throttling", Message: "Rate exceeded", RequestID: "1-2-3", Status: 400})},
	}
	for _, e := range []awsapi.APIError{
		{Code: "Throttling", Message: "Rate exceeded", Status: 400},
		{Code: "ServiceFailure", Message: "oops", Status: 500},
		{Code: "ServiceUnavailable", Status: 503},
		{Code: "InternalFailure", Status: 500},
		{Code: "ValidationError", Message: "1 validation error detected: Value '20' at 'durationSeconds' failed to satisfy constraint", Status: 400},
		{Code: "AccessDenied", Message: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:GetSessionToken with an explicit deny in a service control policy", Status: 403},
		{Code: "MissingAuthenticationToken", Message: "Request is missing Authentication Token", Status: 403},
		{Code: "IncompleteSignature", Status: 400},
		{Code: "InvalidAction", Message: "Could not find operation GetSessionToken for version 2011-06-15", Status: 400},
		{Code: "PackedPolicyTooLarge", Message: "Packed policy consumes 120% of allotted space", Status: 400},
		{Code: "SomethingNew", Message: "never heard of", Status: 418},
	} {
		e.Operation, e.RequestID = "GetSessionToken", "1-2-3"
		failures = append(failures, failure{"AWS says " + e.Code, of(someone, &e)})
	}
	for why := awsapi.NoConnection; why <= awsapi.BadSettings; why++ {
		err := &awsapi.UnreachableError{Host: "sts.eu-west-1.amazonaws.com", Why: why, Err: errors.New("the cause")}
		failures = append(failures, failure{fmt.Sprintf("not reached, %d", why), of(someone, err)})
	}
	return failures
}
