package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/queue"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

// demand is what a command wants of the session.
type demand struct {
	code      session.TokenCode // from the command line, empty for none
	mustStore bool              // the session is of use only in the store
	helper    bool              // an SDK waits: no person is asked before the session must be renewed
}

// Format keeps the code out of every verb of fmt: those of a field that is not exported are not asked.
func (d demand) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "a session is wanted") }

// sessionTime is how long a person may take, and the wait for another process.
const sessionTime = 5 * time.Minute

// helperTime is the same for credential-process, counted from the start of the program: the SDK for
// Go kills it after 60 seconds (aws-sdk-go-v2 credentials/processcreds, DefaultTimeout).
const helperTime = 50*time.Second - endTime

// endTime is for saying why, and for the end of the process.
const endTime = 500 * time.Millisecond

// provider wires the parts for one caller. Nothing is opened, asked or called yet.
func (r *run) provider(c caller, o options, d demand, store *keychain.Store) *session.Provider {
	record := &journal{run: r, profile: c.label(), store: store}
	client := r.client(c)
	codes := r.codes(c, o, d)
	return &session.Provider{
		Identity:   c.identity(),
		Given:      c.given,
		Duration:   o.duration,
		Refresh:    o.refresh,
		Started:    r.Started,
		CachedOnly: o.cachedOnly,
		Inside:     isOn(r.getenv("MFA_SESSION_ACTIVE")),
		MustStore:  d.mustStore,
		OwnCode:    d.code != "",
		Store:      recordedStore{store, record},
		StoreName:  func() string { return r.storeName(store, o) },
		Queue:      r.queue(),
		Devices:    client,
		Chooser:    codes.chooser,
		Codes:      codes.any,
		Early:      codes.early,
		Issuer:     client,
		Memory:     r.memory(),
		Spent:      &statefile.Spent{Dir: r.stateDir(), Secret: c.secret, AccessKeyID: c.accessKeyID, Now: r.Now, SinceBoot: r.SinceBoot},
		Journal:    record,
		Now:        r.Now,
		Warn:       func(err error) { r.warnUnlessAsked(o, c, err) },
		Reused:     r.tellReused,
		NoKeys:     c.noKeys,
	}
}

// noKeys says that the secret key of the environment was replaced by the session that it got.
func (c caller) noKeys() error {
	if c.secret.IsEmpty() {
		return session.ErrKeysGone
	}
	return nil
}

// label is what status calls the owner of a session.
func (c caller) label() string {
	if c.profile == "" {
		return "env:" + c.accessKeyID
	}
	return c.profile
}

func (r *run) client(c caller) *awsapi.Client {
	return awsapi.New(awsapi.Settings{
		Region:       c.region,
		STSEndpoint:  c.stsEndpoint,
		IAMEndpoint:  c.iamEndpoint,
		Proxy:        firstOf(r.getenv("HTTPS_PROXY"), r.getenv("https_proxy")),
		CABundle:     firstOf(r.getenv("AWS_CA_BUNDLE"), c.network.CABundle),
		UseFIPS:      r.decided("AWS_USE_FIPS_ENDPOINT", c.network.UseFIPS),
		UseDualStack: r.decided("AWS_USE_DUALSTACK_ENDPOINT", c.network.UseDualStack),
		Version:      r.version,
	}, aws.Credentials{AccessKeyID: c.accessKeyID, SecretAccessKey: c.secret.Reveal(), Source: programName}, r.Now)
}

// decided is a yes or no of the environment, else of the profile.
func (r *run) decided(variable string, ofProfile *bool) bool {
	if value := r.getenv(variable); value != "" {
		return isTrue(value)
	}
	return ofProfile != nil && *ofProfile
}

func (r *run) memory() *statefile.Devices { return &statefile.Devices{Dir: r.stateDir()} }

func (r *run) queue() session.Queue {
	return watchedQueue{&queue.Queue{Dir: r.stateDir(), Now: r.Now, Notice: r.tellWaiting, Warn: r.warnOf}, r.Watch}
}

// watchedQueue has signals watched from the moment that one waits for a turn or has it.
type watchedQueue struct {
	session.Queue
	watch func()
}

// Enter implements session.Queue.
func (q watchedQueue) Enter(ctx context.Context, id session.Identity, s session.Stance) (session.Turn, error) {
	if q.watch != nil {
		q.watch()
	}
	return q.Queue.Enter(ctx, id, s)
}

// stateDir is where the non-secret state is; empty when the environment names no place, and then
// every use of it fails with a warning.
func (r *run) stateDir() string {
	dir, err := statefile.Dir(r.getenv, r.Home, r.GOOS)
	if err != nil {
		r.debugf("%v", err)
	}
	return dir
}

// deadline bounds everything that a command waits for.
func (r *run) deadline(ctx context.Context, helper bool) (context.Context, context.CancelFunc) {
	if helper {
		return context.WithDeadline(ctx, r.Started.Add(helperTime))
	}
	return context.WithTimeout(ctx, sessionTime)
}

func (r *run) warnIf(err error) {
	if err != nil {
		r.warnOf(err)
	}
}

// warnOf warns of what went wrong for nobody in particular.
func (r *run) warnOf(err error) { r.warnFor(caller{}, err) }

// warnFor warns of what went wrong for the caller without stopping anything.
func (r *run) warnFor(who caller, err error) {
	if errors.Is(err, context.Canceled) || r.ofState(err) {
		return
	}
	before := ""
	if e, ok := asError[*session.NotRenewedError](err); ok {
		before, err = "the session was not renewed, the stored one is used until it expires: ", e.Err
	}
	p := r.describe(&callerError{who, err})
	if e, ok := asError[*session.UnsavedError](err); ok { // it is delivered, so the code was not in vain
		r.tellState(e)
		p.text, p.hints = e.Error(), []string{storeHint(e.Err)}
	}
	if e, ok := asError[*statefile.BlockedError](err); ok {
		p.hints = []string{outOfTheWay(e.Path)}
	}
	r.warn(before+p.text, p.hints...)
}

// warnUnlessAsked does not warn that nothing was kept where that was asked for.
func (r *run) warnUnlessAsked(o options, who caller, err error) {
	if o.backend != keychain.None || !errors.Is(err, session.ErrNoStore) {
		r.warnFor(who, err)
	}
}

func (r *run) tellReused(s session.Session) {
	r.tell("the token code was not sent: the stored session is good until %s", r.clock(s.Credentials.Expires))
	r.tell("hint: to replace it, add --refresh")
}

func (r *run) tellWaiting(h queue.Holder) {
	r.onTerminal("waiting for " + h.String() + ", which is getting this session")
}

// clock is a moment as a person reads it: the time of day, with the date when it is another day.
func (r *run) clock(t time.Time) string {
	now := r.Now()
	t = t.In(now.Location())
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}
