package command

import "fmt"

// usageError is a fault of the command line or of an environment variable that stands for an
// option: exit code 2.
type usageError struct {
	text  string
	hints []string
}

func usageErrorf(format string, args ...any) *usageError {
	return &usageError{text: fmt.Sprintf(format, args...)}
}

func (e *usageError) Error() string { return e.text }

func (e *usageError) hint(text string) *usageError {
	e.hints = append(e.hints, text)
	return e
}
