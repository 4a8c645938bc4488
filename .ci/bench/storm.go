//go:build linux

package main

import (
	"context"
	"io"
	"os"
	"strings"
	"time"
)

// storm starts a command many times at once and says how many of them printed a session, and the
// same one: that of the first that has printed any.
func storm(ctx context.Context, size int, c command) (served int, took time.Duration, err error) {
	began := time.Now()
	members := make([]*member, size)
	for i := range members {
		if members[i], err = startMember(c); err != nil {
			size = i
			break
		}
	}
	want := ""
	for _, m := range members[:size] {
		printed := m.end()
		if want == "" {
			want = printed
		}
		if printed == want && strings.Contains(printed, `"SessionToken"`) {
			served++
		}
	}
	if err == nil {
		err = ctx.Err()
	}
	return served, time.Since(began), err
}

// member is a process of a storm. What it prints fits into its pipe, so that nobody has to read it
// before it has ended.
type member struct {
	process *os.Process
	out     *os.File
}

func startMember(c command) (*member, error) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	process, err := os.StartProcess(c.argv[0], c.argv, &os.ProcAttr{Env: c.env, Files: []*os.File{null, in, null}})
	if err != nil {
		_ = out.Close() // nothing was written
		return nil, err
	}
	return &member{process, out}, nil
}

// end gives what the process printed, and nothing of one that failed.
func (m *member) end() string {
	defer m.out.Close()
	state, err := m.process.Wait()
	if err != nil || !state.Success() {
		return ""
	}
	printed, err := io.ReadAll(m.out)
	if err != nil {
		return ""
	}
	return string(printed)
}
