package e2e_test

import (
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

type scriptCommand = func(ts *testscript.TestScript, neg bool, args []string)

// commands are what the scripts have beside those of testscript.
func commands() map[string]scriptCommand {
	all := map[string]scriptCommand{
		"exit":  exitCommand,
		"code":  codeCommand,
		"calls": callsCommand,
		"fake":  fakeCommand,
		"hint":  hintCommand,
	}
	maps.Copy(all, serviceCommands())
	return all
}

// exitCommand: exit CODE PROGRAM ARGUMENTS… runs the program and asserts its exit code.
func exitCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit CODE PROGRAM ARGUMENTS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got, err = exit.ExitCode(), nil
	}
	ts.Check(err)
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// codeCommand: code VARIABLE [SERIAL] sets the variable to a token code that was not used yet; with
// a third argument to the code of so many steps after the current one.
func codeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: code VARIABLE [SERIAL [STEPS]]")
	}
	serial := ts.Getenv("ALICE")
	if len(args) > 1 {
		serial = args[1]
	}
	if len(args) > 2 {
		steps, err := strconv.Atoi(args[2])
		ts.Check(err)
		ts.Setenv(args[0], server(ts).CodeAt(serial, steps))
		return
	}
	ts.Setenv(args[0], server(ts).Code(serial))
}

// callsCommand: calls ACTION COUNT [ACTION COUNT]… asserts the calls since the last assertion;
// calls that are not named must not have been made. calls none: no call at all.
func callsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: calls none, or calls ACTION COUNT…")
	}
	want := map[string]int{}
	if args[0] != "none" {
		for i := 0; i+1 < len(args); i += 2 {
			n, err := strconv.Atoi(args[i+1])
			ts.Check(err)
			want[args[i]] = n
		}
	}
	got := server(ts).AllCalls()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		ts.Fatalf("calls %v, want %v", got, want)
	}
	server(ts).ResetCalls()
}

// fakeCommand changes what AWS has or does:
//
//	fake device USER NAME, fake hardware USER SERIAL, fake securitykey USER NAME, fake nodevice SERIAL
//	fake denylist USER, fake deactivate USER, fake clock DURATION
//	fake administrator (the user carol, in the account of alice), fake policy USER FILE
//	fake error ACTION STATUS CODE MESSAGE, fake reset ACTION before|after, fake healthy
func fakeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fake WHAT ARGUMENTS…")
	}
	do, ok := fakes()[args[0]]
	if !ok || len(args)-1 != do.args {
		ts.Fatalf("fake %v: unknown, or with the wrong number of arguments", args)
	}
	do.run(ts, server(ts), args[1:])
}

type fake struct {
	args int
	run  func(ts *testscript.TestScript, s *awsfake.Server, a []string)
}

func fakes() map[string]fake {
	return map[string]fake{
		"device": {2, func(_ *testscript.TestScript, s *awsfake.Server, a []string) { s.AddVirtualDevice(user(a[0]), a[1]) }},
		"hardware": {2, func(_ *testscript.TestScript, s *awsfake.Server, a []string) {
			s.AddHardwareDevice(user(a[0]), a[1])
		}},
		"securitykey": {2, func(_ *testscript.TestScript, s *awsfake.Server, a []string) { s.AddSecurityKey(user(a[0]), a[1]) }},
		"nodevice":    {1, func(_ *testscript.TestScript, s *awsfake.Server, a []string) { s.RemoveDevice(a[0]) }},
		"denylist": {1, func(_ *testscript.TestScript, s *awsfake.Server, a []string) {
			s.DenyListing(user(a[0]))
		}},
		"administrator": {0, func(_ *testscript.TestScript, s *awsfake.Server, _ []string) {
			s.AddUser(carol)
			s.SetPolicies(carol, `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`)
		}},
		"policy": {2, func(ts *testscript.TestScript, s *awsfake.Server, a []string) {
			s.SetPolicies(user(a[0]), ts.ReadFile(a[1]))
		}},
		"deactivate": {1, func(_ *testscript.TestScript, s *awsfake.Server, a []string) { s.DeactivateKey(user(a[0]).AccessKeyID) }},
		"clock": {1, func(ts *testscript.TestScript, s *awsfake.Server, a []string) {
			d, err := time.ParseDuration(a[0])
			ts.Check(err)
			s.SetClockOffset(d)
		}},
		"error": {4, func(ts *testscript.TestScript, s *awsfake.Server, a []string) {
			status, err := strconv.Atoi(a[1])
			ts.Check(err)
			s.Inject(awsfake.Fault{Action: a[0], Status: status, Code: a[2], Message: a[3]})
		}},
		"reset": {2, func(_ *testscript.TestScript, s *awsfake.Server, a []string) {
			s.Inject(awsfake.Fault{Action: a[0], ResetBefore: a[1] == "before", ResetAfter: a[1] == "after"})
		}},
		"healthy": {0, func(_ *testscript.TestScript, s *awsfake.Server, _ []string) { s.ClearFaults() }},
	}
}

func user(name string) awsfake.User {
	if name == bob.Name {
		return bob
	}
	return alice
}

func server(ts *testscript.TestScript) *awsfake.Server {
	return ts.Value(serverKey{}).(*awsfake.Server)
}
