package main

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// memory is what became of the mutants of a package in an earlier run, by key. With it a run can try
// again only what survived, and go on where another was interrupted or had left changes out.
type memory struct {
	Commit string          `json:"commit"`
	Fates  map[string]fate `json:"fates"`
}

func memoryFile(dir, pkg string) string {
	return filepath.Join(dir, filepath.Base(pkg)+".json")
}

// remember keeps the fates. Of changes that look alike the worst counts.
func (m *mutantsOf) remember(dir, commit string) error {
	mem := memory{Commit: commit, Fates: map[string]fate{}}
	for _, mu := range m.all {
		if known, ok := mem.Fates[mu.key()]; !ok || known == killed {
			mem.Fates[mu.key()] = mu.fate
		}
	}
	data, err := json.MarshalIndent(mem, "", "\t")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	return os.WriteFile(memoryFile(dir, m.pkg), data, 0o600)
}

// recall takes over the fates of those that were killed, or could not be tried, and says of which
// commit they are. What survived, and what is new, is left to be tried, unless it is left out.
func (m *mutantsOf) recall(dir string) (commit string, err error) {
	data, err := os.ReadFile(memoryFile(dir, m.pkg))
	if err != nil {
		return "", err
	}
	var mem memory
	if err := json.Unmarshal(data, &mem); err != nil {
		return "", err
	}
	for _, mu := range m.all {
		switch f := mem.Fates[mu.key()]; f {
		case killed, notGo, elsewhere:
			mu.fate = f
		case lived, noEnd:
			if mu.fate == leftOut {
				mu.fate = f
			}
		case untried, leftOut:
		}
	}
	return mem.Commit, nil
}
