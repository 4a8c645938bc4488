package profile

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// importedKeys has the same keys for some names, and remembers which it was asked for.
type importedKeys struct {
	has   map[string]bool
	asked []string
}

func imported(names ...string) *importedKeys {
	i := &importedKeys{has: map[string]bool{}}
	for _, name := range names {
		i.has[name] = true
	}
	return i
}

func (i *importedKeys) lookup(name string) (*Keys, error) {
	i.asked = append(i.asked, name)
	if !i.has[name] {
		return nil, nil
	}
	return &Keys{AccessKeyID: "AKIAEXAMPLEACME", SecretAccessKey: secret.New("secretEXAMPLE/acme")}, nil
}

// importedFiles have profiles with keys, with other keys, with none.
func importedFiles(t *testing.T) Files {
	t.Helper()
	return pair{
		config: "[profile self]\nregion = eu-west-1\n" + ours + "self\n[profile outer]\n" + ours + "self\n" +
			"[profile role]\nrole_arn = r\nsource_profile = self\n",
		credentials: "[same]\n" + acmeKeys + "[different]\n" + otherKeys +
			"[secret]\naws_access_key_id = AKIAEXAMPLEACME\naws_secret_access_key = secretEXAMPLE/x\n",
	}.write(t)
}

func TestImportedKeysAreFound(t *testing.T) {
	f := importedFiles(t)
	for _, c := range []struct {
		name, profile string
		imported      *importedKeys
		source        string
		asked         []string
	}{
		{"WhereTheFilesHaveNone", "self", imported("self"), "self", []string{"self"}},
		{"AtTheEndOfAnAlias", "outer", imported("self"), "self", []string{"outer", "self"}},
		{"BeforeTheAlias", "outer", imported("outer", "self"), "outer", []string{"outer"}},
		{"BeforeTheRole", "role", imported("role"), "role", []string{"role"}},
		{"TheSameAsInAFile", "same", imported("same"), "same", []string{"same"}},
		{"OfAProfileThatNoFileNames", "gone", imported("gone"), "gone", []string{"gone"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := ReadWith(f, c.profile, c.imported.lookup)
			if err != nil {
				t.Fatal(err)
			}
			if p.Source != c.source || p.Keys.AccessKeyID != "AKIAEXAMPLEACME" || !cmp.Equal(c.imported.asked, c.asked) {
				t.Errorf("source %q, asked for %q", p.Source, c.imported.asked)
			}
		})
	}
}

func TestImportedKeysThatDifferFromAFilesAreAConflict(t *testing.T) {
	f := importedFiles(t)
	for profile, want := range map[string]*ConflictingKeysError{
		"different": {Line: 5, FileKeyID: "AKIAEXAMPLEOTHER"},
		"secret":    {Line: 8, FileKeyID: "AKIAEXAMPLEACME"},
	} {
		want.Profile, want.File, want.ImportedKeyID = profile, f.CredentialsPath, "AKIAEXAMPLEACME"
		_, err := ReadWith(f, profile, imported(profile).lookup)
		var got *ConflictingKeysError
		if !errors.As(err, &got) {
			t.Fatalf("got %v", err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

func TestImportedKeysThatAreNotThere(t *testing.T) {
	f := importedFiles(t)
	var loop *LoopError
	if _, err := ReadWith(f, "outer", imported().lookup); !errors.As(err, &loop) {
		t.Errorf("got %v", err)
	}
	var unknown *UnknownProfileError
	if _, err := ReadWith(f, "nobody", imported().lookup); !errors.As(err, &unknown) {
		t.Errorf("got %v", err)
	}
	locked := errors.New("locked")
	if _, err := ReadWith(f, "self", func(string) (*Keys, error) { return nil, locked }); !errors.Is(err, locked) {
		t.Errorf("got %v", err)
	}
}

func TestImportedKeysThatAreTemporary(t *testing.T) {
	_, err := ReadWith(importedFiles(t), "self", func(string) (*Keys, error) {
		return &Keys{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: secret.New("secretEXAMPLE")}, nil
	})
	var temporary *TemporaryKeysError
	if !errors.As(err, &temporary) || temporary.Profile != "self" || temporary.File != "" {
		t.Errorf("got %v", err)
	}
}
