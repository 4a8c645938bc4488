package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// report is what is printed and written.
type report struct {
	head   []string
	tables []*table
	faults []string
	failed bool
}

// table is one part of it.
type table struct {
	title string
	heads []string
	rows  [][]string
}

func newReport(ctx context.Context) *report {
	commit, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty").Output()
	if err != nil {
		commit = []byte("unknown")
	}
	return &report{head: []string{
		"date: " + time.Now().UTC().Format("2006-01-02 15:04 MST"),
		"commit: " + strings.TrimSpace(string(commit)),
		fmt.Sprintf("machine: %s/%s, %d cores, kernel %s, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), kernel(), runtime.Version()),
	}}
}

func kernel() string {
	data, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(data))
}

func (r *report) table(title string, heads ...string) *table {
	t := &table{title: title, heads: heads}
	r.tables = append(r.tables, t)
	return t
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// fail notes what did not hold.
func (r *report) fail(what string, err error, names []string) {
	r.failed = true
	line := what + ": did not hold"
	if err != nil {
		line += ": " + err.Error()
	}
	if len(names) > 0 {
		line += ": " + strings.Join(names, ", ")
	}
	r.faults = append(r.faults, line)
}

// text is the report as Markdown.
func (r *report) text() string {
	var b strings.Builder
	b.WriteString("# Proof\n\nWritten by `make prove`; every figure is of one run.\n\n")
	for _, line := range r.head {
		b.WriteString("- " + line + "\n")
	}
	for _, t := range r.tables {
		if len(t.rows) == 0 {
			continue
		}
		b.WriteString("\n## " + t.title + "\n\n")
		writeRow(&b, t.heads)
		b.WriteString("|" + strings.Repeat(" --- |", len(t.heads)) + "\n")
		for _, row := range t.rows {
			writeRow(&b, row)
		}
	}
	b.WriteString("\n## What did not hold\n\n")
	if len(r.faults) == 0 {
		b.WriteString("Nothing.\n")
	}
	for _, line := range r.faults {
		b.WriteString("- " + line + "\n")
	}
	return b.String()
}

func writeRow(b *strings.Builder, cells []string) {
	for _, c := range cells {
		b.WriteString("| " + strings.NewReplacer("|", `\|`, "\n", " ").Replace(c) + " ")
	}
	b.WriteString("|\n")
}
