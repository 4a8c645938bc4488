package busguard

import (
	"strings"
	"syscall"
)

// patience is how long a bus may take to answer, in milliseconds. A live one takes 0.1 ms; with a
// hundred of us at once on two cores some waited for more than half a second, and to take a live bus
// for a dead one means another backend, a miss and another question. What opens no keychain, such as
// --version, waits for nothing.
const patience = 4000

// answers says whether a D-Bus server is alive behind an address, within some milliseconds. A server of any kind answers AUTH
// without a mechanism by naming those it knows (D-Bus specification, "Authentication Protocol").
// Only sockets of this machine can be probed without the net package, which must not be imported
// here; all others count as dead.
func answers(address string, limit int) bool {
	name := socketName(address)
	if name == "" {
		return false
	}
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer func() { _ = syscall.Close(fd) }()
	timeout := syscall.NsecToTimeval(int64(limit) * 1_000_000)
	for _, way := range []int{syscall.SO_SNDTIMEO, syscall.SO_RCVTIMEO} { // the first bounds connect too
		if err := syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, way, &timeout); err != nil {
			return false
		}
	}
	if err := syscall.Connect(fd, &syscall.SockaddrUnix{Name: name}); err != nil {
		return false
	}
	if err := syscall.Sendto(fd, []byte("\x00AUTH\r\n"), syscall.MSG_NOSIGNAL, nil); err != nil {
		return false
	}
	return strings.HasPrefix(receive(fd), "REJECTED")
}

// receive reads once, again only where a signal came in between.
func receive(fd int) string {
	buffer := make([]byte, 256)
	for range 3 {
		n, err := syscall.Read(fd, buffer)
		if err == nil {
			return string(buffer[:n])
		}
		if err != syscall.EINTR {
			break
		}
	}
	return ""
}

// socketName is the file or, after an @, the abstract name in an address such as
// "unix:path=/run/user/1000/bus,guid=…". It is read as the library reads it: %XX stays as it is.
func socketName(address string) string {
	settings, isUnix := strings.CutPrefix(address, "unix:")
	if !isUnix {
		return ""
	}
	path, abstract := "", ""
	for setting := range strings.SplitSeq(settings, ",") {
		key, value, _ := strings.Cut(setting, "=")
		switch {
		case key == "path" && path == "":
			path = value
		case key == "abstract" && abstract == "":
			abstract = "@" + value
		}
	}
	if path != "" && abstract != "" { // the library refuses these
		return ""
	}
	return path + abstract
}
