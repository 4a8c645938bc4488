package command

// leaveTerminal: the tests of the terminal are not for Windows, where a console cannot be left.
func leaveTerminal() {}
