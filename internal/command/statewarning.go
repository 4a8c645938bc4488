package command

import (
	"errors"

	"github.com/mfa-session/mfa-session/internal/statefile"
)

// warnedOfState warns once where nothing can be remembered, or no lock be had: the devices, the used
// codes, the record and the queue all fail of the same. It says whether the error is one of those.
func (r *run) warnedOfState(err error) bool {
	ofDir, isOfDir := asError[*statefile.DirError](err)
	if !isOfDir && !errors.Is(err, statefile.ErrNoLock) {
		return false
	}
	if r.toldState {
		r.debugf("%v", err)
		return true
	}
	r.toldState = true
	if !isOfDir {
		r.warn(err.Error(), "two that start at once may both ask for a code; a state directory on a local disk helps: XDG_STATE_HOME")
		return true
	}
	r.warn("nothing can be remembered, nor other processes be waited for: "+ofDir.Error(), stateHint(ofDir))
	return true
}

func stateHint(e *statefile.DirError) string {
	switch {
	case errors.Is(e, statefile.ErrNoDir):
		return "set HOME, or XDG_STATE_HOME, to the full path of a directory"
	case errors.Is(e, statefile.ErrOpenToOthers):
		return "make it a directory of yours that nobody else writes to: chmod 700 " + quoted(e.Dir)
	case errors.Is(e, statefile.ErrUnsafe): // a mode would be that of what a link leads to
		return "move it out of the way: mv " + quoted(e.Dir) + " " + quoted(e.Dir+".old")
	}
	return "name a directory that can be written: XDG_STATE_HOME"
}
