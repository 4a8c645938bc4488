package profile

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOddFilesAreRefusedByName(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name, path string
		want       error
	}{
		{"ADirectory", dir, errNotRegular},
		{"TenMiB", write("large", make([]byte, 10<<20)), errTooLarge},
		{"UTF16", write("utf16", []byte("\xff\xfe[\x00d\x00")), errUTF16},
		{"UTF16BigEndian", write("utf16be", []byte("\xfe\xff\x00[")), errUTF16},
		{"UTF16WithoutAMark", write("utf16le", []byte("[\x00d\x00")), errUTF16},
		{"UTF16BigEndianWithoutAMark", write("utf16benomark", []byte("\x00[\x00d")), errUTF16},
	} {
		t.Run(c.name, func(t *testing.T) { checkRefused(t, c.path, c.want) })
	}
}

// checkRefused holds every question to the same answer, with the path in either place.
func checkRefused(t *testing.T, path string, want error) {
	t.Helper()
	for _, f := range []Files{{ConfigPath: path}, {CredentialsPath: path}} {
		_, readErr := Read(f, "default")
		_, settingsErr := Settings(f, "default")
		_, namesErr := Names(f)
		for _, err := range []error{readErr, settingsErr, namesErr} {
			var file *FileError
			if !errors.Is(err, want) || !errors.As(err, &file) || file.Path != path || strings.Count(err.Error(), path) != 1 {
				t.Errorf("got %v, want the path once and %v", err, want)
			}
		}
	}
}

// A NUL is odd, but botocore reads it; only every other byte makes it another encoding.
func TestNULIsNoUTF16(t *testing.T) {
	for _, text := range []string{"", "#\x00", "#\x00\x00\n", "\x00#\x00\x00", "[\x00x]", "# \x00\x00", "\x00\x00#\n"} {
		if isUTF16([]byte(text)) {
			t.Errorf("%q is taken for UTF-16", text)
		}
	}
}

func TestASectionHasAThousandSettings(t *testing.T) {
	var b strings.Builder
	b.WriteString("[default]\n")
	for i := range maxSettings {
		fmt.Fprintf(&b, "k%d =\n", i)
	}
	f := newFile("config", []byte(b.String()))
	isDefault := func(name []byte) bool { return string(name) == "default" }
	if s, err := f.find(isDefault); err != nil || len(s) != maxSettings {
		t.Errorf("%d settings, %v", len(s), err)
	}
	b.WriteString("one = more\n")
	var fault *FileError
	if _, err := newFile("config", []byte(b.String())).find(isDefault); !errors.Is(err, errTooManySettings) || !errors.As(err, &fault) || fault.Line != maxSettings+2 {
		t.Errorf("one more: %v", err)
	}
}

func TestNamesEnd(t *testing.T) {
	var b strings.Builder
	for i := range maxListed + 1 {
		fmt.Fprintf(&b, "[%d]\n", i)
	}
	r := &reader{config: &file{}, credentials: newFile("credentials", []byte(b.String()))}
	if n := len(r.names()); n != maxListed {
		t.Errorf("%d names", n)
	}
}

func TestMissingFilesAreEmpty(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"", os.DevNull, filepath.Join(dir, "no"), filepath.Join(dir, "no", "no")} {
		f, err := load(path, time.Time{})
		if err != nil || f.exists || len(f.body) > 0 {
			t.Errorf("%q: %+v, %v", path, f, err)
		}
	}
}

func TestAFileOfExactlyTheCapIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	text := append(bytes.Repeat([]byte("#"), maxSize-len("\n[default]")), "\n[default]"...)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if names, err := Names(Files{ConfigPath: path}); err != nil || len(names) != 1 {
		t.Errorf("%q, %v", names, err)
	}
	if _, err := readAll(strings.NewReader(string(text)+"x"), 0); !errors.Is(err, errTooLarge) {
		t.Errorf("a file that grows while it is read: %v", err)
	}
}

// A file as large as may be of whatever is worst for the reader must not take it more than linear time. There
// is no clock here: a reader that is not linear takes minutes, and the test run ends it.
func TestHostileFilesAreReadInLinearTime(t *testing.T) {
	fill := func(head, unit string) string { return head + strings.Repeat(unit, (maxSize-len(head))/len(unit)) }
	for name, text := range map[string]string{
		"CarriageReturns":     fill("", "\r"),
		"Brackets":            fill("", "["),
		"BracketsAndSpaces":   fill("", "[ "),
		"Spaces":              fill("[default]\na=b\n", " "),
		"SpacesAndABracket":   fill("", " \t")[1:] + "[",
		"IndentedHeaders":     fill("[default]\na = b\n", "  [x]\n"),
		"Continuations":       fill("[default]\na = b\n", " c\n"),
		"Headers":             fill("", "[profile default]\n[x]\n"),
		"SpellingsOfAProfile": spellings(),
		"Settings":            manySettings(),
		"NestedSettings":      fill("[default]\nservices = s\n[services s]\nsts =\n", " a=b\n"),
		"BlankLines":          fill("[default]\na = b\n", "\n"),
		"Defaults":            fill("[default]\n", "[DEFAULT]\n"),
		"Quotes":              fill("[profile ", `"`),
	} {
		t.Run(name, func(t *testing.T) {
			f := Files{ConfigPath: filepath.Join(t.TempDir(), "config")}
			f.CredentialsPath = f.ConfigPath
			if err := os.WriteFile(f.ConfigPath, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Read(f, "default"); err == nil {
				t.Error("keys where there are none")
			}
			if _, err := Names(f); err != nil {
				t.Error(err)
			}
		})
	}
}

// spellings is the same profile with ever more spaces in its header.
func spellings() string {
	var b strings.Builder
	for i := 1; b.Len() < 3<<20; i++ {
		b.WriteString("[profile" + strings.Repeat(" ", i) + "default]\n")
	}
	return b.String()
}

// manySettings is one section with very many keys.
func manySettings() string {
	var b strings.Builder
	b.WriteString("[default]\n")
	for i := range 300_000 {
		b.WriteString("key")
		for ; i > 0; i /= 26 {
			b.WriteByte(byte('a' + i%26))
		}
		b.WriteString("=\n")
	}
	return b.String()
}
