package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// mutated are the packages whose mistakes would be the worst.
	mutated = "session,device,credformat,profile,keychain,keychain/busguard,queue"
	// leastKilled is the demand, in percent of all that were tried.
	leastKilled = 85
	// harmlessFile says of each survivor that is known why it is harmless.
	harmlessFile = ".ci/prove/harmless.txt"
	// memoryDir keeps what became of them, for -again.
	memoryDir = ".build/mutants"
)

// runMutants changes the code of each package in small ways and looks whether its tests notice. A change
// whose tests did not end in time counts as not noticed: the machine may have been busy.
func (c campaign) runMutants(ctx context.Context, r *report) {
	chosen := strings.Split(c.packages, ",")
	t := r.table(mutantsTitle, "package", "killed", "lived", "no end", "share killed", "left out", "not Go any more", "of another system", "commit")
	t.ours = func(first string) bool { return slices.Contains(chosen, first) }
	survivors := r.table(survivorsTitle, "where", "becomes", "its tests", "why it is harmless")
	survivors.ours = func(first string) bool { return slices.Contains(chosen, path.Dir(first)) }
	harmless, err := readHarmless(harmlessFile)
	if err != nil {
		t.fail(harmlessFile, err, nil)
	}
	at := strings.TrimSuffix(commit(ctx), dirty) // what is edited beside it is not tried
	tree, err := cleanTree(ctx)
	defer func() { _ = os.RemoveAll(tree) }()
	if err != nil {
		t.fail("a tree for the mutants", err, nil)
		return
	}
	for _, pkg := range chosen {
		m, of, err := c.tryMutants(ctx, tree, pkg, at)
		if err != nil {
			t.fail(pkg, err, nil)
			continue
		}
		m.addCount(t, of)
		m.addSurvivors(survivors, harmless)
	}
}

// tryMutants tries those of a package, and says of which commits the fates are.
func (c campaign) tryMutants(ctx context.Context, tree, pkg, at string) (m *mutantsOf, of string, err error) {
	if m, err = mutants(ctx, c.gremlins, tree, pkg); err != nil {
		return nil, "", err
	}
	m.leaveOut(c.every, c.first)
	of = at
	if c.again {
		earlier, err := m.recall(memoryDir)
		if err != nil {
			return nil, "", err
		}
		of = since(earlier, at)
	}
	err = m.try(ctx)
	return m, of, errors.Join(err, m.remember(memoryDir, of))
}

// since are the commits from that of the first run to the one that what survived was tried again at.
func since(earlier, at string) string {
	first, _, _ := strings.Cut(earlier, " ")
	if first == at {
		return at
	}
	return first + " to " + at
}

func (m *mutantsOf) addCount(t *table, commit string) {
	n := m.count()
	share := 100 * n[killed] / max(n[killed]+n[lived]+n[noEnd], 1)
	t.row(m.pkg, fmt.Sprint(n[killed]), fmt.Sprint(n[lived]), fmt.Sprint(n[noEnd]), fmt.Sprintf("%d %%", share),
		fmt.Sprint(n[leftOut]), fmt.Sprint(n[notGo]), fmt.Sprint(n[elsewhere]), commit)
	if share < leastKilled {
		t.fail(m.pkg, fmt.Errorf("%d %% killed, %d %% at least", share, leastKilled), nil)
	}
	if n[untried] > 0 {
		t.fail(m.pkg, fmt.Errorf("%d could not be tried", n[untried]), nil)
	}
}

func (m *mutantsOf) addSurvivors(t *table, harmless map[string]string) {
	for _, s := range m.survivors() {
		why := harmless[s.key()]
		tests := "passed"
		if s.fate == noEnd {
			tests = "did not end"
		}
		t.row(s.where(), s.becomes, tests, why)
		if why == "" {
			t.fail(s.where(), fmt.Errorf("nobody says why %q is harmless", s.becomes), nil)
		}
	}
}

// cleanTree is the commit, beside whatever is edited meanwhile, with the packages of Node that tests use.
func cleanTree(ctx context.Context) (string, error) {
	dir, err := os.MkdirTemp("", "prove")
	if err != nil {
		return "", err
	}
	archive := exec.CommandContext(ctx, "git", "archive", "HEAD")
	unpack := exec.CommandContext(ctx, "tar", "-x", "-C", dir) //nolint:gosec // a directory of our own
	pipe, err := archive.StdoutPipe()
	if err != nil {
		return dir, err
	}
	unpack.Stdin = pipe
	if err := archive.Start(); err != nil {
		return dir, err
	}
	if err := errors.Join(unpack.Run(), archive.Wait()); err != nil {
		return dir, err
	}
	packages, err := filepath.Abs(filepath.Join(".build", "node"))
	if err != nil {
		return dir, err
	}
	return dir, errors.Join(os.Mkdir(filepath.Join(dir, ".build"), 0o700), os.Symlink(packages, filepath.Join(dir, ".build", "node")))
}

// key is by what the harmless survivors are known: the file, and the line as it became. It stays the
// same when lines move.
func (m *mutant) key() string { return m.pkg + "/" + m.file + "\t" + m.becomes }

func (m *mutant) where() string { return fmt.Sprintf("%s/%s:%d", m.pkg, m.file, m.line) }

// readHarmless reads lines of a file, a changed line and a reason, with tabs between them.
func readHarmless(name string) (map[string]string, error) {
	data, err := os.ReadFile(name)
	reasons := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if fields := strings.Split(strings.TrimSpace(line), "\t"); len(fields) == 3 && !strings.HasPrefix(line, "#") {
			reasons[fields[0]+"\t"+fields[1]] = fields[2]
		}
	}
	return reasons, err
}
