package codesource

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Dialogs is an Asker for a process without a terminal: on the desktop, by SSH_ASKPASS, else by
// pinentry, else by the system's own dialog. One that turns out to be of no use is followed by the
// next; one that a person closed is an answer.
//
// The text of a dialog is foreign in part, so it is cleaned, and handed over as an argument, a
// variable or an escaped line: never as part of a script, and without what could be markup.
type Dialogs struct {
	Getenv  func(name string) string
	GOOS    string
	Now     func() time.Time
	Environ []string            // of the caller; what a dialog has no right to is taken out
	Clean   func(string) string // takes control characters out of foreign text
	Warn    func(err error)     // told why a dialog did not do, when another follows
	Asking  func()              // called before a dialog is shown; may be nil

	found bool // ways has been filled
	ways  []dialog
	told  []string // lines for the next dialog
}

var _ Asker = (*Dialogs)(nil)

// dialog is one way to ask. It fails with errDismissed when a person closed it, with *ProgramError
// when it is of no use here, and with the context's error when that has ended.
type dialog interface {
	ask(ctx context.Context, q dialogText) (string, error)
}

// dialogText is what a dialog shows.
type dialogText struct {
	title string
	text  string // lines; the last one is the question
}

var (
	errNoDialog  = errors.New("there is no desktop with a program to ask on")
	errDismissed = errors.New("the dialog was closed")
)

// Available implements Asker. Nothing is started.
func (d *Dialogs) Available() error {
	if !d.found {
		d.ways, d.found = d.find(), true
	}
	if len(d.ways) == 0 {
		return errNoDialog
	}
	return nil
}

// Tell implements Asker: the next dialog shows the line above its question.
func (d *Dialogs) Tell(line string) error {
	if err := d.Available(); err != nil {
		return err
	}
	d.told = append(d.told, line)
	return nil
}

// Ask implements Asker.
func (d *Dialogs) Ask(ctx context.Context, prompt string) (string, error) {
	if err := d.Available(); err != nil {
		return "", err
	}
	q := d.textOf(prompt)
	d.told = nil
	if d.Asking != nil {
		d.Asking()
	}
	for {
		answer, err := d.ways[0].ask(ctx, q)
		switch {
		case ctx.Err() != nil:
			return "", ctx.Err()
		case !isProgramError(err):
			return answer, err
		case len(d.ways) == 1: // it stays, for what it says if it is asked again
			return "", err
		}
		d.ways = d.ways[1:]
		d.Warn(err)
	}
}

// notMarkup puts other characters in the place of those by which some dialogs tell markup (Pango, Qt's
// rich text) and keys to press. To escape them would show the escapes in all others.
var notMarkup = strings.NewReplacer("<", "‹", ">", "›", "&", "＆")

func (d *Dialogs) textOf(prompt string) dialogText {
	lines := make([]string, 0, len(d.told)+1)
	for _, line := range append(d.told, prompt) {
		lines = append(lines, notMarkup.Replace(d.Clean(line)))
	}
	title := "mfa-session: " + strings.TrimSuffix(lines[len(lines)-1], ":")
	return dialogText{title: title, text: strings.Join(lines, "\n")}
}
