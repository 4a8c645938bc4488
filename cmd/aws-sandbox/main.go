// Command aws-sandbox is a strict STS and IAM on the loopback interface, with one user and her MFA
// device: for trying mfa-session, or any other AWS tool, without an AWS account.
//
// Its rules: stdout carries what the caller asked for and nothing else, messages go to stderr; a
// usage error exits 2; nothing is kept when it ends.
package main

import (
	"context"
	"os"
	"time"
)

func main() {
	p := &program{
		stdin:   os.Stdin,
		stdout:  os.Stdout,
		stderr:  os.Stderr,
		environ: os.Environ(),
		now:     time.Now,
	}
	os.Exit(p.main(context.Background(), os.Args[1:]))
}
