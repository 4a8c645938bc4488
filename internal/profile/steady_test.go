package profile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	half  = "[default]\naws_access_key_id = AKIAEXAMPLEHA"
	whole = "[default]\naws_access_key_id = AKIAEXAMPLEWHOLE\n"
)

// scene is a file that another program changes while it is read.
type scene struct {
	t      *testing.T
	path   string
	reads  int
	pauses int

	atRead  func(read int)  // happens during each reading, from 1
	atPause func(pause int) // and in each pause
}

func newScene(t *testing.T, content string) *scene {
	t.Helper()
	s := &scene{t: t, path: filepath.Join(t.TempDir(), "config")}
	s.fill(content, time.Hour)
	return s
}

// fill writes the file in place, so long ago.
func (s *scene) fill(content string, ago time.Duration) {
	s.t.Helper()
	if err := os.WriteFile(s.path, []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.age(s.path, ago)
}

func (s *scene) age(path string, ago time.Duration) {
	s.t.Helper()
	at := sceneTime.Add(-ago)
	if err := os.Chtimes(path, at, at); err != nil {
		s.t.Fatal(err)
	}
}

// replace puts another file in its place.
func (s *scene) replace(content string, ago time.Duration) {
	s.t.Helper()
	s.move(s.path, s.path+".old")
	s.fill(content, ago)
	s.move(s.path, s.path+".new")
	s.move(s.path+".old", s.path)
	s.move(s.path+".new", s.path)
}

func (s *scene) move(from, to string) {
	s.t.Helper()
	if err := os.Rename(from, to); err != nil {
		s.t.Fatal(err)
	}
}

var sceneTime = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// scenery is the file as it is read: first its beginning, then what atRead leaves of the rest.
type scenery struct {
	*os.File
	scene *scene
	begun bool
}

func (f *scenery) Read(p []byte) (int, error) {
	if f.begun {
		return f.File.Read(p)
	}
	f.begun = true
	n, err := f.File.Read(p[:min(len(p), 15)])
	f.scene.reads++
	if f.scene.atRead != nil {
		f.scene.atRead(f.scene.reads)
	}
	return n, err
}

func (s *scene) read() (string, error) {
	l := lookerAt(sceneTime)
	l.open = func(path string) (opened, error) {
		f, err := openNonblock(path)
		return &scenery{File: f, scene: s}, err
	}
	l.pause = func(d time.Duration) {
		s.pauses++
		if info, err := os.Stat(s.path); d != quiet && (d != cutting || err != nil || info.Size() > 0) {
			s.t.Errorf("a pause of %v", d)
		}
		if s.atPause != nil {
			s.atPause(s.pauses)
		}
	}
	data, err := l.read(s.path)
	return string(data), err
}

func TestAFileThatIsWrittenWhileItIsRead(t *testing.T) {
	for _, c := range []struct {
		name    string
		content string
		acts    func(s *scene)
		want    string
		pauses  int
	}{
		{"long before", whole, func(*scene) {}, whole, 0},
		{"a moment before", whole, func(s *scene) { s.age(s.path, recent-1) }, whole, 1},
		{"after the clock was read", whole, func(s *scene) { s.age(s.path, 1-askew) }, whole, 1},
		{"in the future", whole, func(s *scene) { s.age(s.path, -time.Hour) }, whole, 0},
		{"it is emptied and filled", half, func(s *scene) {
			s.atRead = func(read int) {
				if read == 1 {
					s.fill("", 0)
				}
			}
			s.atPause = func(pause int) {
				if pause == 1 {
					s.fill(whole, 0)
				}
			}
		}, whole, 2},
		{"it is empty", "", func(*scene) {}, "", 1},
		{"it was emptied so short ago that the time is still an older one, and is filled", "", func(s *scene) {
			s.atPause = func(pause int) {
				if pause == 1 {
					s.fill(whole, 0)
				}
			}
		}, whole, 3},
		{"it was emptied before, and is filled", "", func(s *scene) {
			s.age(s.path, 0)
			s.atPause = func(pause int) {
				if pause == 1 {
					s.fill(whole, 0)
				}
			}
		}, whole, 3},
		{"it was half written before, and grows", half, func(s *scene) {
			s.age(s.path, 0)
			s.atPause = func(pause int) {
				if pause == 1 {
					s.fill(whole, -time.Millisecond)
				}
			}
		}, whole, 3},
		{"it grows as it is read", half, func(s *scene) {
			s.atRead = func(read int) {
				if read == 1 {
					s.fill(whole, 0)
				}
			}
		}, whole, 2},
		{"another takes its place as it is read", whole, func(s *scene) {
			s.atRead = func(int) { s.replace(half, 0) }
		}, whole, 0},
		{"another takes its place afterwards", whole, func(s *scene) {
			s.age(s.path, 0)
			s.atPause = func(int) { s.replace(half, 0) }
		}, whole, 1},
		{"it is moved away before, and written anew", whole, func(s *scene) {
			s.move(s.path, s.path+"~")
			s.age(filepath.Dir(s.path), 0)
			s.atPause = func(int) { s.fill(whole, time.Second) }
		}, whole, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, c.content)
			c.acts(s)
			if got, err := s.read(); got != c.want || err != nil || s.pauses != c.pauses {
				t.Errorf("%q, %v, %d pauses; want %q, %d", got, err, s.pauses, c.want, c.pauses)
			}
		})
	}
}

// A part is never taken for all; that takes no longer than so many looks.
func TestAFileThatIsNeverLeftAlone(t *testing.T) {
	s := newScene(t, whole)
	s.atRead = func(read int) { s.fill(strings.Repeat(half, read), 0) }
	if got, err := s.read(); !errors.Is(err, ErrUnsteady) || got != "" || s.reads != maxLooks || s.pauses > 2*maxLooks {
		t.Errorf("%d bytes, %v, after %d readings and %d pauses", len(got), err, s.reads, s.pauses)
	}
}

func TestAFileThatGrowsBeyondTheCap(t *testing.T) {
	s := newScene(t, whole)
	s.atRead = func(int) { s.fill(whole+string(bytes.Repeat([]byte("x"), maxSize)), 0) }
	if got, err := s.read(); !errors.Is(err, errTooLarge) || got != "" {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// A file that is missing is awaited once, and only where its directory has just changed.
func TestAMissingFileIsHardlyAwaited(t *testing.T) {
	for ago, pauses := range map[time.Duration]int{0: 1, time.Hour: 0} {
		s := newScene(t, whole)
		s.move(s.path, s.path+"~")
		s.age(filepath.Dir(s.path), ago)
		if _, err := s.read(); !errors.Is(err, fs.ErrNotExist) || s.pauses != pauses {
			t.Errorf("changed %v ago: %v after %d pauses", ago, err, s.pauses)
		}
	}
}

// Without the time nothing is awaited that has not changed before our eyes.
func TestWithoutTheTimeNothingIsAwaited(t *testing.T) {
	f := pair{credentials: "[acme]\n" + acmeKeys}.write(t)
	l := lookerAt(time.Time{})
	l.pause = func(time.Duration) { t.Error("a pause") }
	if _, err := l.read(f.CredentialsPath); err != nil {
		t.Error(err)
	}
}
