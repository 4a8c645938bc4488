package main

import (
	"flag"
	"fmt"
	"regexp"
	"strconv"
	"sync"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

// settings are the flags that say what is in the sandbox.
type settings struct {
	user          string
	devices       int
	withoutDevice bool
}

// maxDevices is how many MFA devices AWS lets a user have.
const maxDevices = 8

// userName leaves out what IAM allows and a shell or a URL would have to quote.
var userName = regexp.MustCompile(`\A[A-Za-z0-9_.-]{1,56}\z`)

func (s *settings) register(flags *flag.FlagSet) {
	flags.StringVar(&s.user, "user", "alice", "")
	flags.IntVar(&s.devices, "devices", 1, "")
	flags.BoolVar(&s.withoutDevice, "without-device", false, "")
}

func (s *settings) check() error {
	switch {
	case !userName.MatchString(s.user):
		return &usageError{"--user takes 1 to 56 letters, digits, dots, hyphens and underscores"}
	case s.devices < 1 || s.devices > maxDevices:
		return &usageError{"--devices takes 1 to " + strconv.Itoa(maxDevices)}
	case s.withoutDevice && s.devices > 1:
		return &usageError{"--devices and --without-device exclude each other"}
	}
	return nil
}

// sandbox is a server with one user, whose first device can be registered and removed.
type sandbox struct {
	server *awsfake.Server
	user   awsfake.User
	device awsfake.Device

	mu         sync.Mutex // guards registered
	registered bool
}

// start serves the sandbox of the settings; the caller closes it.
func start(s settings) (*sandbox, error) {
	server, err := awsfake.Start()
	if err != nil {
		return nil, err
	}
	user := server.NewUser(s.user)
	box := &sandbox{server: server, user: user, registered: true}
	box.device = server.AddVirtualDevice(user, s.user+"-phone")
	for n := 2; n <= s.devices; n++ {
		server.AddVirtualDevice(user, fmt.Sprintf("%s-phone-%d", s.user, n))
	}
	if s.withoutDevice {
		server.RemoveDevice(box.device.SerialNumber)
		box.registered = false
	}
	box.serveAdmin()
	return box, nil
}

// close ends the server; the process ends next, so a failure is of no interest.
func (b *sandbox) close() { _ = b.server.Close() }

// enrol registers the device; false when it is registered already.
func (b *sandbox) enrol() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.registered {
		return false
	}
	b.server.AddDevice(b.user, awsfake.Device{SerialNumber: b.device.SerialNumber, Seed: b.device.Seed, EnabledAt: b.server.Now()})
	b.registered = true
	return true
}

// remove takes the device away; false when it is not registered.
func (b *sandbox) remove() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.registered {
		return false
	}
	b.server.RemoveDevice(b.device.SerialNumber)
	b.registered = false
	return true
}
