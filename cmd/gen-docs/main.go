// Command gen-docs writes docs/mfa-session.1 and docs/commands.md: the commands, options and exit
// codes come from the program itself, the rest from text/.
//
// Its rules: what the program knows is not written a second time in text/, and what is written there
// about an option goes by the option's name. The same sources give the same bytes.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "gen-docs:", err)
		os.Exit(1)
	}
}

// write writes the files below the folder of the module.
func write(module string) error {
	files, err := generate()
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(module, filepath.FromSlash(name)), []byte(content), 0o644); err != nil { //nolint:gosec // documents are for everybody
			return err
		}
	}
	return nil
}

// generate gives the files by their path in the module.
func generate() (map[string]string, error) {
	m, err := readManual()
	if err != nil {
		return nil, err
	}
	return map[string]string{"docs/mfa-session.1": m.man(), "docs/commands.md": m.markdown()}, nil
}
