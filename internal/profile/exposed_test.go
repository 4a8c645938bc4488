package profile

import (
	"errors"
	"io/fs"
	"testing"
)

func TestWhoMayUseAFile(t *testing.T) {
	for _, c := range []struct {
		mode                 fs.FileMode
		ours, roots, secrets bool
		want                 error
	}{
		{0o600, true, false, true, nil},
		{0o400, true, false, true, nil},
		{0o711, true, false, true, nil}, // nobody runs it
		{0o640, true, false, true, ErrReadByOthers},
		{0o604, true, false, true, ErrReadByOthers},
		{0o644, true, false, false, nil},
		{0o620, true, false, false, ErrWrittenByOthers},
		{0o602, true, false, true, ErrWrittenByOthers},
		{0o444, false, true, true, nil},
		{0o444, true, true, true, ErrReadByOthers}, // by root itself
		{0o446, false, true, true, ErrWrittenByOthers},
		{0o600, false, false, true, ErrOfAnother},
		{0o644, false, false, false, ErrOfAnother},
	} {
		if err := judge(c.mode, c.ours, c.roots, c.secrets); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestWhoMayHaveWrittenAFile(t *testing.T) {
	for _, c := range []struct {
		mode        fs.FileMode
		ours, roots bool
		want        error
	}{
		{0o600, true, false, nil},
		{0o664, true, false, nil}, // the group is warned of elsewhere
		{0o602, true, false, ErrWrittenByOthers},
		{0o644, false, true, nil},
		{0o646, false, true, ErrWrittenByOthers},
		{0o600, false, false, ErrOfAnother},
		{0o666, false, false, ErrOfAnother},
	} {
		if err := distrust(c.mode, c.ours, c.roots); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
