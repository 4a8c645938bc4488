//go:build linux

package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// row is one figure and what it must be.
type row struct {
	what, ours, must string
	holds            bool // meaningless without a must
}

type table []row

// add adds a figure that has to hold.
func (t *table) add(what, ours, must string, holds bool) {
	*t = append(*t, row{what, ours, must, holds})
}

// atMost adds a figure with an upper limit.
func (t *table) atMost(what, unit string, ours, limit float64) {
	t.add(what, format(ours, unit), "≤ "+format(limit, unit), ours <= limit)
}

// atLeast adds a figure with a lower limit.
func (t *table) atLeast(what string, ours, limit float64) {
	t.add(what, format(ours, ""), "≥ "+format(limit, ""), ours >= limit)
}

// tell adds what there is to compare with.
func (t *table) tell(what, text string) { t.add(what, text, "", true) }

func format(figure float64, unit string) string { return fmt.Sprintf("%.3g%s", figure, unit) }

func (t *table) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tours\tmust\tholds")
	for _, r := range *t {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.what, r.ours, r.must, r.verdict())
	}
	_ = w.Flush() // stdout: nowhere to say that it is gone
}

func (r row) verdict() string {
	switch {
	case r.must == "":
		return ""
	case r.holds:
		return "yes"
	}
	return "NO"
}
