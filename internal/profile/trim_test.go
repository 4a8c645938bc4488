package profile

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTrimmingIsThatOfPython(t *testing.T) {
	for r := rune(0); r < 0x3100; r++ { // all white space of Unicode is below
		for _, text := range []string{string(r), " " + string(r) + " x", "x " + string(r) + "\t", string(r) + "\xff", "\xff" + string(r)} {
			if got, want := trimLeft([]byte(text)), bytes.TrimLeftFunc([]byte(text), isSpace); !bytes.Equal(got, want) {
				t.Errorf("left of %q: %q, want %q", text, got, want)
			}
			if got, want := trimRight([]byte(text)), bytes.TrimRightFunc([]byte(text), isSpace); !bytes.Equal(got, want) {
				t.Errorf("right of %q: %q, want %q", text, got, want)
			}
		}
	}
}

// What is allocated for each of the profiles that are not looked for would grow with the file.
func TestALookUpAllocatesAsOftenForManyProfiles(t *testing.T) {
	allocations := func(profiles int) float64 {
		var config strings.Builder
		for i := range profiles {
			fmt.Fprintf(&config, "[profile other-%d]\nregion = eu-west-1\n\n", i)
		}
		config.WriteString("[profile work]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secretEXAMPLE\n")
		f := Files{ConfigPath: filepath.Join(t.TempDir(), "config")}
		if err := os.WriteFile(f.ConfigPath, []byte(config.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(20, func() {
			if _, err := Read(f, "work"); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := allocations(10), allocations(10_000); many > few+1 {
		t.Errorf("%v allocations with 10 profiles, %v with 10,000", few, many)
	}
}

func TestLowerFoldsASCIIOnly(t *testing.T) {
	if got := lower([]byte("@AZ[`az{ÄÖ\xff")); got != "@az[`az{ÄÖ\xff" {
		t.Errorf("got %q", got)
	}
}
