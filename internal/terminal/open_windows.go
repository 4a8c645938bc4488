package terminal

import (
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// open opens the console of this process, whatever became of the standard streams.
func open() (console, error) {
	in, err := os.OpenFile("CONIN$", os.O_RDWR, 0)
	if err != nil {
		return console{}, err
	}
	out, err := os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		_ = in.Close()
		return console{}, err
	}
	return console{in, out}, nil
}

// cancelRead asks for the end of a read that waits; a console may keep it until Enter or the end of
// the process.
func cancelRead(in *os.File) { _ = in.SetReadDeadline(time.Unix(1, 0)) }

// hide turns echo off until show is called.
func hide(c console, _ func()) (show func(), err error) {
	handle := windows.Handle(c.in.Fd())
	var before uint32
	if err := windows.GetConsoleMode(handle, &before); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(handle, before&^windows.ENABLE_ECHO_INPUT); err != nil {
		return nil, err
	}
	return func() { _ = windows.SetConsoleMode(handle, before) }, nil
}
