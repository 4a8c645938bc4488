// Command prove runs the long campaign: load, faults, bad inputs and mutants of the code. It prints
// one table and writes it to a file, with the date, the machine and the commit.
//
// Its rules: every figure is measured; a part that failed or could not be run is in the table too, and
// the program fails. What is left out by an option stays in the file as an earlier run left it, with
// that run's date and commit.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	var c campaign
	var only string
	out := flag.String("o", "", "the file to write; empty: none")
	flag.DurationVar(&c.fuzzTime, "fuzz", 5*time.Minute, "how long each fuzz target runs")
	flag.StringVar(&only, "only", "load,faults,inputs,mutants", "the parts to run")
	flag.StringVar(&c.packages, "mutate", mutated, "the packages whose code is changed, separated by commas")
	flag.IntVar(&c.every, "every", 1, "try only every so many-th change; the table says how many are left out")
	flag.IntVar(&c.first, "from", 0, "begin with this one of them; with -again what was tried in between is kept")
	flag.BoolVar(&c.again, "again", false, "try only changes that survived the last time, or are new")
	flag.StringVar(&c.gremlins, "gremlins", ".build/bin/gremlins", "the program that changes it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	if err := leaveHome(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "prove:", err)
		os.Exit(1)
	}
	r := &report{run: thisRun(ctx)}
	c.run(ctx, strings.Split(only, ","), r)
	fmt.Print(r.text(""))
	if *out != "" {
		earlier, _ := os.ReadFile(*out)                                                    // the first time there is none
		if err := os.WriteFile(*out, []byte(r.text(string(earlier))), 0o644); err != nil { //nolint:gosec // a document for everybody
			fmt.Fprintln(os.Stderr, "prove:", err)
			os.Exit(1)
		}
	}
	if r.failed {
		os.Exit(1)
	}
}
