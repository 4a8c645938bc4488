package codesource

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// pinentry asks by GnuPG's program for that, which desktops have in their own look. It hides what is
// typed, as it does for everything.
type pinentry struct {
	path     string
	environ  []string
	options  []string      // as OPTION takes them
	tty      string        // where it may ask when it has no window; empty: nowhere
	patience time.Duration // for an answer that needs no person
	now      func() time.Time
}

// pinentryPatience is long for a program that only starts, even on a busy machine.
const pinentryPatience = 10 * time.Second

var (
	errNoWindow = errors.New("it has no window, and no terminal")
	errMute     = errors.New("it does not answer")
)

func (p pinentry) ask(ctx context.Context, q dialogText) (string, error) {
	server, err := startAssuan(p.path, p.environ)
	if err != nil {
		return "", &ProgramError{Name: p.path, Err: err}
	}
	answer, err := p.talk(ctx, server, q)
	server.end(err == nil)
	switch refusal := new(assuanError); {
	case err == nil:
		return answer, nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.As(err, &refusal) && refusal.byPerson():
		return "", errDismissed
	}
	return "", &ProgramError{Name: p.path, Err: err}
}

// talk has pinentry ask. What it is told beside the question it may refuse: versions differ.
func (p pinentry) talk(ctx context.Context, server *assuan, q dialogText) (string, error) {
	if _, err := p.quickly(ctx, server, ""); err != nil { // it greets
		return "", err
	}
	if flavor, err := p.quickly(ctx, server, "GETINFO flavor"); err == nil && p.tty == "" && needsTerminal(flavor) {
		return "", errNoWindow
	}
	lines := []string{"SETTITLE " + escaped(q.title), "SETDESC " + escaped(q.text), "SETPROMPT Token code:"}
	for _, o := range p.options {
		lines = append(lines, "OPTION "+escaped(o))
	}
	if deadline, ok := ctx.Deadline(); ok { // so that it does not outlive a mfa-session that is killed
		lines = append(lines, fmt.Sprintf("SETTIMEOUT %d", max(1, int(math.Ceil(deadline.Sub(p.now()).Seconds())))))
	}
	for _, line := range lines {
		if _, err := p.quickly(ctx, server, line); err != nil && !isAssuanError(err) {
			return "", err
		}
	}
	return server.command(ctx, "GETPIN")
}

// quickly waits for the answer to a command that needs no person.
func (p pinentry) quickly(ctx context.Context, server *assuan, line string) (string, error) {
	limited, cancel := context.WithTimeoutCause(ctx, p.patience, errMute)
	defer cancel()
	return server.command(limited, line)
}

// needsTerminal knows "curses", "tty", and what a pinentry with windows says that has found none:
// "gnome3:curses".
func needsTerminal(flavor string) bool {
	return strings.HasSuffix(flavor, "curses") || strings.HasSuffix(flavor, "tty")
}

// Codes of libgpg-error, without what says that they are pinentry's.
const (
	gpgTimeout       = 62
	gpgCanceled      = 99
	gpgNotConfirmed  = 114
	gpgFullyCanceled = 198
)

// byPerson says that a person closed the dialog, or did not touch it until it closed itself.
func (e *assuanError) byPerson() bool {
	switch e.code & 0xffff {
	case gpgTimeout, gpgCanceled, gpgNotConfirmed, gpgFullyCanceled:
		return true
	}
	return false
}
