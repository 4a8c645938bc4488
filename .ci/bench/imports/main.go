//go:build linux

// Command imports is hello with the libraries that the program is built on: the least that a program
// does which has them.
package main

import (
	"os"

	_ "github.com/99designs/keyring"             //nolint:depguard // what the library itself costs is measured
	_ "github.com/aws/aws-sdk-go-v2/service/iam" //nolint:depguard // the same
	_ "github.com/aws/aws-sdk-go-v2/service/sts" //nolint:depguard // the same
	_ "github.com/urfave/cli/v2"                 //nolint:depguard // the same
)

func main() { _, _ = os.Stdout.WriteString("hello\n") }
