// Command testsummary reads `go test -json` on stdin and prints what a person wants of it: the
// output of what failed, the closing line of every package and, last, the tests that were skipped
// with their reasons. It fails when a test failed, when none ran and, with -no-skips, when one was
// skipped.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	noSkips := flag.Bool("no-skips", false, "fail when a test is skipped")
	flag.Parse()
	var s summary
	if err := s.read(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "testsummary:", err)
		os.Exit(1)
	}
	s.print(os.Stdout)
	if s.failed > 0 || s.passed == 0 || *noSkips && len(s.skipped) > 0 {
		os.Exit(1)
	}
}
