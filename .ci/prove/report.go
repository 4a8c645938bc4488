package main

import (
	"slices"
	"strings"
)

// report is what is printed and written: tables, each with the run that it is of.
type report struct {
	run    string // date, commit and machine
	tables []*table
	failed bool
}

// table is one part of it.
type table struct {
	r      *report
	title  string
	heads  []string
	rows   [][]string
	faults []string
	// ours tells the rows that this run writes anew by their first cell; the others stay as an earlier
	// run left them. nil: all are.
	ours func(first string) bool
}

func (r *report) table(title string, heads ...string) *table {
	t := &table{r: r, title: title, heads: heads}
	r.tables = append(r.tables, t)
	return t
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// fail notes what did not hold.
func (t *table) fail(what string, err error, names []string) {
	t.r.failed = true
	line := what
	if err != nil {
		line += ": " + err.Error()
	}
	if len(names) > 0 {
		line += ": " + strings.Join(names, ", ")
	}
	t.faults = append(t.faults, line)
}

const head = "# Proof\n\nWritten by `make prove`. Each part says which run it is of; a run writes anew only what it ran.\n"

// text is the report as Markdown, with the parts of an earlier one that were not run this time.
func (r *report) text(earlier string) string {
	var b strings.Builder
	b.WriteString(head)
	parts := sections(earlier)
	for _, title := range titles {
		i := slices.IndexFunc(r.tables, func(t *table) bool { return t.title == title })
		switch {
		case i >= 0:
			r.tables[i].write(&b, parts[title])
		case parts[title] != "":
			b.WriteString("\n## " + title + "\n" + strings.TrimRight(parts[title], "\n") + "\n")
		}
	}
	return b.String()
}

// sections are the parts of a report by title.
func sections(text string) map[string]string {
	parts := map[string]string{}
	for _, part := range strings.Split("\n"+text, "\n## ")[1:] {
		title, rest, _ := strings.Cut(part, "\n")
		parts[title] = rest
	}
	return parts
}

func (t *table) write(b *strings.Builder, earlier string) {
	b.WriteString("\n## " + t.title + "\n\n" + t.r.run + "\n\n")
	rows := slices.Concat(t.kept(earlier), t.rows)
	if t.ours != nil {
		slices.SortStableFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	}
	writeRow(b, t.heads)
	b.WriteString("|" + strings.Repeat(" --- |", len(t.heads)) + "\n")
	for _, row := range rows {
		writeRow(b, row)
	}
	faults := slices.Concat(t.keptFaults(earlier), t.faults)
	if len(faults) == 0 {
		b.WriteString("\nAll of it held.\n")
		return
	}
	b.WriteString("\nDid not hold:\n\n")
	for _, line := range faults {
		b.WriteString("- " + strings.ReplaceAll(line, "\n", " ") + "\n")
	}
}

// kept are the rows of an earlier report that this run says nothing about.
func (t *table) kept(earlier string) (rows [][]string) {
	if t.ours == nil {
		return nil
	}
	for i, line := range slices.Collect(tableLines(earlier)) {
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(line, "| "), " |"), " | ")
		if i >= 2 && len(cells) == len(t.heads) && !t.ours(cells[0]) {
			for j := range cells {
				cells[j] = strings.ReplaceAll(cells[j], `\|`, "|")
			}
			rows = append(rows, cells)
		}
	}
	return rows
}

// keptFaults are what did not hold of the rows that are kept: each begins with the first cell of one.
func (t *table) keptFaults(earlier string) (faults []string) {
	if t.ours == nil {
		return nil
	}
	for line := range strings.Lines(earlier) {
		fault, isFault := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "- ")
		if first, _, _ := strings.Cut(fault, ": "); isFault && !t.ours(first) {
			faults = append(faults, fault)
		}
	}
	return faults
}

func tableLines(section string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(section) {
			if line = strings.TrimRight(line, "\n"); strings.HasPrefix(line, "|") && !yield(line) {
				return
			}
		}
	}
}

func writeRow(b *strings.Builder, cells []string) {
	for _, c := range cells {
		b.WriteString("| " + strings.NewReplacer("|", `\|`, "\n", " ").Replace(c) + " ")
	}
	b.WriteString("|\n")
}
