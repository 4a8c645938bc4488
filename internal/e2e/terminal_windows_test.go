package e2e_test

// leaveTerminal is for the terminals of unix.
func leaveTerminal() {}

// tellPeak is for systems where a test asks for it.
func tellPeak([]string) int { return 1 }
