package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// selection is the tests of one package.
type selection struct {
	pkg   string // as go test takes it
	tests []string
}

var testFunction = regexp.MustCompile(`(?m)^func (Test\w+)\(\w+ \*testing\.T\)`)

// selections are the tests of a trial, package by package, as its files have them below root.
func (t trial) selections(root string) ([]selection, error) {
	only, err := regexp.Compile(t.only)
	if err != nil {
		return nil, err
	}
	var all []selection
	for _, name := range t.files {
		files, err := testFiles(root, name)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			tests, err := testsIn(filepath.Join(root, f))
			if err != nil {
				return nil, err
			}
			tests = slices.DeleteFunc(tests, func(name string) bool { return !only.MatchString(name) })
			all = add(all, "./internal/"+path.Dir(f), tests)
		}
	}
	return all, nil
}

func add(all []selection, pkg string, tests []string) []selection {
	i := slices.IndexFunc(all, func(s selection) bool { return s.pkg == pkg })
	if i < 0 {
		return append(all, selection{pkg, tests})
	}
	all[i].tests = append(all[i].tests, tests...)
	return all
}

// testFiles are the test files of a directory, or the one that is named.
func testFiles(root, name string) ([]string, error) {
	if strings.HasSuffix(name, ".go") {
		return []string{name}, nil
	}
	entries, err := os.ReadDir(filepath.Join(root, name))
	var files []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "_test.go") {
			files = append(files, path.Join(name, e.Name()))
		}
	}
	return files, err
}

func testsIn(file string) ([]string, error) {
	source, err := os.ReadFile(file)
	var names []string
	for _, found := range testFunction.FindAllSubmatch(source, -1) {
		names = append(names, string(found[1]))
	}
	return names, err
}

// pattern chooses the tests and no others.
func (s selection) pattern() string { return "^(" + strings.Join(s.tests, "|") + ")$" }
