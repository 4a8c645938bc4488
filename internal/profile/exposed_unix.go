//go:build !windows

package profile

import (
	"io/fs"
	"os"
	"syscall"
)

func exposed(info fs.FileInfo, secrets bool) error {
	ours, roots := owner(info)
	return judge(info.Mode(), ours, roots, secrets)
}

func untrusted(info fs.FileInfo) error {
	ours, roots := owner(info)
	return distrust(info.Mode(), ours, roots)
}

// owner says whether the file is ours, and whether it is root's. One that does not tell is ours.
func owner(info fs.FileInfo) (ours, roots bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid(), ok && stat.Uid == 0
}
