package profile

import (
	"cmp"
	"slices"
	"strings"
)

const (
	maxSimilar  = 3  // suggestions; more do not help
	maxDistance = 2  // edits, as most command lines that suggest
	maxCompared = 64 // bytes; longer names are not compared, to be quick whatever the files hold
)

// unknown is the error for the last name of a trail.
func (r *reader) unknown(trail []*view) error {
	e := &UnknownProfileError{
		Name:              trail[len(trail)-1].name,
		Names:             r.names(),
		Files:             Files{ConfigPath: r.config.path, CredentialsPath: r.credentials.path},
		ConfigExists:      r.config.exists,
		CredentialsExists: r.credentials.exists,
	}
	for _, f := range []*file{r.config, r.credentials} {
		if f.dangling {
			e.Dangling = append(e.Dangling, f.path)
		}
	}
	if len(trail) > 1 {
		e.Via = trail[len(trail)-2].name
	}
	e.Similar = similar(e.Name, e.Names)
	return e
}

// similar are the names that one may have meant: a few letters off, or longer.
func similar(want string, names []string) []string {
	if want == "" || len(want) > maxCompared {
		return nil
	}
	type candidate struct {
		name string
		off  int
	}
	var found []candidate
	for _, name := range names {
		if off, ok := nearness(strings.ToLower(want), strings.ToLower(name)); ok {
			found = append(found, candidate{name, off})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(a.off, b.off) })
	var nearest []string
	for _, c := range found[:min(len(found), maxSimilar)] {
		nearest = append(nearest, c.name)
	}
	return nearest
}

// nearness is 0 for the same name; a name that only goes on ("acme" for "acme-prod") comes last.
func nearness(want, name string) (int, bool) {
	if len(name) > maxCompared {
		return 0, false
	}
	if d := distance(want, name); d <= min(maxDistance, len(want)-1) {
		return d, true
	}
	return maxDistance + 1, strings.HasPrefix(name, want)
}

// distance is the number of bytes to insert, delete or replace (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}
