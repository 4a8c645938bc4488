package terminal

// columns is not known here, so that nothing is redrawn.
func (t *tty) columns() int { return 0 }

func (t *tty) hasInput() bool { return false }
