//go:build linux

// Command bench measures how long a hit takes, how it grows and what a storm does, beside a program
// that prints one line, the bare keyring library, and aws-vault or the AWS CLI v2 where one is
// installed; it prints each figure with what it must be.
//
// Its rules: what is compared alternates in random order within one run, and only medians count, net
// of what starting a process takes; everything is on this machine, in a home, on a bus and with an
// AWS of its own; it ends what it started and nothing else. It runs on Linux.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 2 && os.Args[1] == peakHelper {
		os.Exit(printPeak(os.Args[2:]))
	}
	b := &bench{}
	flag.StringVar(&b.bin, "bin", ".build/bench", "where the programs are")
	flag.IntVar(&b.runs, "runs", 60, "how often each command is timed")
	flag.IntVar(&b.rounds, "rounds", 10, "how often 100 hits are started at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := b.run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run of all measurements.
type bench struct {
	bin          string
	runs, rounds int
	dir          string // of everything that it makes
	table        table
	ends         []func(context.Context) // of what was started, in that order
}

// run makes everything, measures, prints and ends everything.
func (b *bench) run(ctx context.Context) (err error) {
	began := time.Now()
	if b.dir, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	defer func() {
		for i := len(b.ends) - 1; i >= 0; i-- {
			b.ends[i](context.WithoutCancel(ctx)) // after an interrupt too
		}
		_ = os.RemoveAll(b.dir) // best effort: it is in the directory for temporary files
	}()
	for _, measure := range []func(context.Context) error{
		b.measureKeyctl, b.measureSecretService, b.measureColdStorms, b.measureBinary,
	} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	b.table.print(os.Stdout)
	fmt.Printf("\nmedians of %d alternating runs, net of process start; %.0f s in all\n", b.runs, time.Since(began).Seconds())
	return nil
}

func (b *bench) atEnd(end func(context.Context)) { b.ends = append(b.ends, end) }
