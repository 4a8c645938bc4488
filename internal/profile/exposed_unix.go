//go:build !windows

package profile

import (
	"io/fs"
	"os"
	"syscall"
)

func exposed(info fs.FileInfo, secrets bool) error {
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return judge(info.Mode(), int(owner.Uid) == os.Geteuid(), owner.Uid == 0, secrets)
}
