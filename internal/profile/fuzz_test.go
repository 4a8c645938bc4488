package profile

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzWrittenProfileIsFound: whatever stands around a profile, what was written into it comes back,
// unless what stands around it is a fault that names its line, or says so itself.
func FuzzWrittenProfileIsFound(f *testing.F) {
	f.Add("acme", "eu-west-1", "arn:aws:iam::123456789012:mfa/a", "[default]\nregion = x\n", "[other]\na = b\n", byte(0))
	f.Add("x y", "é", "serial", "# comment\n\n", "  more\n", byte(1))
	f.Add(`a"b'c\d`, "a # b", "a;b", "[DEFAULT]\nregion = inherited\n", "[profile  acme]\nregion = no\n", byte(2))
	f.Add("default", "r", "s", "[default]\nregion = earlier\n", "[profile default]\n", byte(3))
	f.Add("services", "r", "s", "[x]\ny = z\n", "[services services]\n", byte(0))
	f.Fuzz(func(t *testing.T, name, region, serial, before, after string, layout byte) {
		if !isWord(name) || !isValue(region) || !isValue(serial) {
			return // not what a person writes into a profile
		}
		eol := []string{"\n", "\r\n", "\r"}[layout%3]
		separator := []string{"=", " = ", ":", "\t:  "}[layout/3%4]
		written := eol + fmt.Sprintf("[profile %s]", quoted(name)) + eol + "region" + separator + region + eol +
			"; comment" + eol + eol + "MFA_Serial" + separator + serial + eol + "[zz-end]" + eol
		text := before + written + after
		r := &reader{config: newFile("config", []byte(text)), credentials: &file{}}
		v, err := r.view(name)
		if err != nil {
			checkFault(t, err, text)
			return
		}
		if !v.known() {
			t.Fatalf("profile %q is not found in\n%q", name, text)
		}
		if again(r.config, name) {
			return // a later section of the same name counts
		}
		if got := [2]string{v.text("region"), v.text("mfa_serial")}; got != [2]string{region, serial} || v.err != nil {
			t.Errorf("got %q, %v, want %q and %q of\n%q", got, v.err, region, serial, text)
		}
	})
}

// checkFault wants a line that is there.
func checkFault(t *testing.T, err error, text string) {
	t.Helper()
	var fault *FileError
	if !errors.As(err, &fault) || fault.Line < 1 || fault.Line > 1+strings.Count(text, "\n")+strings.Count(text, "\r") {
		t.Errorf("a fault without a line: %v", err)
	}
}

// again tells whether more than one section defines the profile.
func again(f *file, name string) bool {
	n := 0
	for _, l := range f.lines() {
		if l.kind != header {
			continue
		}
		if found, ok := configName(l.section()); ok && string(found) == name {
			n++
		}
	}
	return n > 1
}

// quoted is the name as one word of a section header.
func quoted(name string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}

func isWord(name string) bool {
	return name != "" && isValue(name) || name == " "
}

func isValue(s string) bool {
	return s != "" && utf8.ValidString(s) && strings.TrimFunc(s, isSpace) == s && !strings.ContainsFunc(s, unicode.IsControl)
}

// FuzzReadAnswersOrNamesTheLine: for any bytes in both files, Read gives either keys that are whole
// or one of its own errors, Settings agrees with it, and nothing takes it down.
func FuzzReadAnswersOrNamesTheLine(f *testing.F) {
	for _, c := range handWritten {
		f.Add([]byte(c.config), []byte(c.credentials), c.profile)
	}
	for seed := range uint64(20) {
		p := wildGrammar(seed).pair()
		f.Add([]byte(p.config), []byte(p.credentials), "acme")
	}
	f.Add([]byte("[default]\n"+ours+"default\n"), []byte("[x]\n"+acmeKeys), "default")
	f.Fuzz(func(t *testing.T, config, credentials []byte, name string) {
		r := &reader{config: newFile("config", config), credentials: newFile("credentials", credentials)}
		trail, keys, err := r.follow(name)
		r.names()
		if err != nil {
			checkOwnError(t, err)
			return
		}
		if len(trail) == 0 || trail[0].name != name || keys.AccessKeyID == "" || keys.SecretAccessKey.IsEmpty() || !keys.SessionToken.IsEmpty() {
			t.Fatalf("half an answer: %d names", len(trail))
		}
		source := trail[len(trail)-1]
		p := r.settings(source)
		if source.err != nil {
			checkOwnError(t, source.err)
			return
		}
		for _, value := range []string{p.Region, p.MFASerial, p.MFAProcess, p.Network.EndpointURL, p.Network.STSEndpointURL, p.Network.CABundle} {
			if strings.ContainsAny(value, "\r\n") || !utf8.ValidString(value) {
				t.Errorf("a value of several lines, or of no text: %q", value)
			}
		}
	})
}

func checkOwnError(t *testing.T, err error) {
	t.Helper()
	var (
		file      *FileError
		unknown   *UnknownProfileError
		loop      *LoopError
		not       *NotLongTermError
		temporary *TemporaryKeysError
	)
	switch {
	case errors.As(err, &file):
		if file.Line < 1 || file.Path != "config" && file.Path != "credentials" {
			t.Errorf("a fault without a place: %v", err)
		}
	case errors.As(err, &unknown), errors.As(err, &loop), errors.As(err, &not), errors.As(err, &temporary):
	default:
		t.Errorf("a foreign error: %v", err)
	}
}
