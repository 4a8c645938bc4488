package command

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

// The hints for a place where nothing can be written, be it state or sessions.
const (
	noHomeHint     = "set HOME, or XDG_STATE_HOME, to the full path of a directory"
	fullHint       = "make room on the disk, or name a directory on another: XDG_STATE_HOME"
	unwritableHint = "name a directory that can be written: XDG_STATE_HOME"
)

// ofState says whether nothing can be remembered, or no lock be had, and keeps it to be told once:
// the devices, the used codes, the record and the queue all fail of the same, and so may the store.
func (r *run) ofState(err error) bool {
	_, isOfDir := asError[*statefile.DirError](err)
	if !isOfDir && !errors.Is(err, statefile.ErrNoLock) {
		return false
	}
	if r.stateError == nil {
		r.stateError = err
	}
	r.debugf("%v", err)
	return true
}

// tellState warns once where nothing can be remembered. Where sessions cannot be written either, or
// the command fails of it, that is all that is said: it is the same disk or directory.
func (r *run) tellState(failed error) {
	if r.stateError == nil || r.toldState {
		return
	}
	r.toldState = true
	_, ofFiles := asError[*keychain.FilesError](failed)
	if _, ofDir := asError[*statefile.DirError](failed); ofFiles || ofDir {
		return
	}
	if e, ok := asError[*statefile.BlockedError](r.stateError); ok {
		r.warn(r.stateError.Error(), outOfTheWay(e.Path))
		return
	}
	ofDir, ok := asError[*statefile.DirError](r.stateError)
	if !ok {
		r.warn(r.stateError.Error(), "two that start at once may both ask for a code; a state directory on a local disk helps: XDG_STATE_HOME")
		return
	}
	r.warn("nothing can be remembered, nor other processes be waited for: "+ofDir.Error(), stateHint(ofDir))
}

// stateProblem is that nothing can be remembered where that was all that was wanted.
func stateProblem(err error, _ caller) (problem, bool) {
	e, ok := asError[*statefile.DirError](err)
	if !ok {
		return problem{}, false
	}
	return problem{exitUnexpected, "nothing can be remembered: " + e.Error(), []string{stateHint(e)}}, true
}

func outOfTheWay(path string) string {
	return "move it out of the way: mv " + quoted(path) + " " + quoted(path+".old")
}

func stateHint(e *statefile.DirError) string {
	switch {
	case errors.Is(e, statefile.ErrNoDir):
		return noHomeHint
	case errors.Is(e, statefile.ErrOpenToOthers):
		return "make it a directory of yours that nobody else writes to: chmod 700 " + quoted(e.Dir)
	case errors.Is(e, statefile.ErrUnsafe): // a mode would be that of what a link leads to
		return outOfTheWay(e.Dir)
	case errors.Is(e, statefile.ErrFull):
		return fullHint
	}
	return firstOf(deniedHint(e, e.Dir), unwritableHint)
}

// deniedHint is shutHint for what an error names, in the directory or by a full path, or else for the
// directory; empty for other errors.
func deniedHint(err error, dir string) string {
	if !errors.Is(err, fs.ErrPermission) {
		return ""
	}
	path := dir
	if e, ok := asError[*fs.PathError](err); ok {
		if path = e.Path; !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
	}
	return shutHint(path)
}
