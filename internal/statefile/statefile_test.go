package statefile

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/mfa-session/mfa-session/internal/secret"
)

func TestDir(t *testing.T) {
	home := t.TempDir() // absolute by the rules of this system
	xdg := t.TempDir()
	for name, c := range map[string]struct {
		env        map[string]string
		home, goos string
		want       string
		err        error
	}{
		"XDG_STATE_HOME comes first":            {env: map[string]string{"XDG_STATE_HOME": xdg}, home: home, goos: "linux", want: filepath.Join(xdg, "mfa-session")},
		"a relative XDG_STATE_HOME is ignored":  {env: map[string]string{"XDG_STATE_HOME": "state"}, home: home, goos: "linux", want: filepath.Join(home, ".local", "state", "mfa-session")},
		"Linux without it":                      {home: home, goos: "linux", want: filepath.Join(home, ".local", "state", "mfa-session")},
		"macOS is as Linux":                     {env: map[string]string{"LOCALAPPDATA": "x"}, home: home, goos: "darwin", want: filepath.Join(home, ".local", "state", "mfa-session")},
		"Windows has LOCALAPPDATA":              {env: map[string]string{"LOCALAPPDATA": xdg}, home: home, goos: "windows", want: filepath.Join(xdg, "mfa-session")},
		"Windows without it":                    {home: home, goos: "windows", want: filepath.Join(home, "AppData", "Local", "mfa-session")},
		"no home is an error":                   {goos: "linux", err: ErrNoDir},
		"a relative home is an error":           {home: "home", goos: "linux", err: ErrNoDir},
		"no home but XDG_STATE_HOME is no harm": {env: map[string]string{"XDG_STATE_HOME": xdg}, goos: "linux", want: filepath.Join(xdg, "mfa-session")},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Dir(func(key string) string { return c.env[key] }, c.home, c.goos)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("Dir = %q, %v; want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

func TestNothingIsWrittenToTheWorkingDirectoryWhenThereIsNoPlace(t *testing.T) {
	here := t.TempDir()
	t.Chdir(here)
	sessions := &Sessions{Now: at(noon)}
	devices := &Devices{}
	spent := &Spent{Now: at(noon), Secret: secret.New("EXAMPLE")}
	_, lockErr := TryLock("", "turn")
	for name, err := range map[string]error{
		"Put":      sessions.Put(SessionRecord{ItemName: "a"}),
		"Remember": devices.Remember("AKIAEXAMPLE", "123456789"),
		"Spend":    spent.Spend("123456789", "123456"),
		"TryLock":  lockErr,
		"Write":    Write("x", nil),
	} {
		if !errors.Is(err, ErrNoDir) {
			t.Errorf("%s: %v, want %v", name, err, ErrNoDir)
		}
	}
	if err := errors.Join(sessions.RemoveAll(""), devices.Forget("AKIAEXAMPLE"), spent.Unspend("123456789", "123456")); err != nil {
		t.Errorf("taking out of nothing: %v", err)
	}
	if names := namesIn(t, here); len(names) != 0 {
		t.Errorf("written: %v", names)
	}
}
