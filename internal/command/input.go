package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// standardInput is the name by which a command that takes files takes standard input.
const standardInput = "-"

var (
	errDirectory = errors.New("it is a directory")
	errNoFile    = errors.New("it is no regular file: pipe it in, and give - instead of its name")
)

// tooLargeError is an input that is larger than what is read of one.
type tooLargeError struct{ most int64 }

func (e *tooLargeError) Error() string { return fmt.Sprintf("it is larger than %d MiB", e.most>>20) }

// readInput reads a file that the user named, or standard input. Its errors do not repeat the name.
func (r *run) readInput(ctx context.Context, name string, most int64) ([]byte, error) {
	if name == standardInput {
		return r.readStdin(ctx, most)
	}
	f, err := openNonblocking(name)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, withoutPath(err)
	case info.IsDir():
		return nil, errDirectory
	case !info.Mode().IsRegular():
		return nil, errNoFile
	}
	return readAtMost(f, most)
}

// readStdin reads all of standard input, for which it does not wait after an interrupt.
func (r *run) readStdin(ctx context.Context, most int64) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := readAtMost(r.Stdin, most)
		done <- result{data, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-done:
		return got.data, got.err
	}
}

func readAtMost(in io.Reader, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	switch {
	case err != nil:
		return nil, withoutPath(err)
	case int64(len(data)) > most:
		return nil, &tooLargeError{most}
	}
	return data, nil
}

// withoutPath leaves the naming of the file to the message.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
