package command

import "os"

// readableByOthers cannot be told by the mode here; the system's own lists protect a home directory.
func readableByOthers(os.FileInfo) bool { return false }

// openNonblocking opens a file to read.
func openNonblocking(path string) (*os.File, error) { return os.Open(path) }

// unreadableHint is what to type about a file that permission is denied for.
func unreadableHint(path string) string { return "look who may read it: icacls " + quoted(path) }

// shutHint cannot be told by the mode here.
func shutHint(string) string { return "" }
