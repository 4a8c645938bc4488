package profile

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadWithKeysOutsideTheFiles(t *testing.T) {
	imported := Keys{AccessKeyID: "AKIAEXAMPLEACME", SecretAccessKey: "secretEXAMPLE/acme"}
	f := pair{
		config: "[profile self]\nregion = eu-west-1\n" + ours + "self\n[profile outer]\n" + ours + "self\n" +
			"[profile role]\nrole_arn = r\nsource_profile = self\n",
		credentials: "[same]\n" + acmeKeys + "[different]\n" + otherKeys + "[secret]\naws_access_key_id = AKIAEXAMPLEACME\naws_secret_access_key = secretEXAMPLE/x\n",
	}.write(t)
	var asked []string
	lookup := func(has ...string) KeyLookup {
		asked = nil
		return func(name string) (*Keys, error) {
			asked = append(asked, name)
			for _, h := range has {
				if h == name {
					k := imported
					return &k, nil
				}
			}
			return nil, nil
		}
	}
	for _, c := range []struct {
		name, profile string
		has           []string
		source        string
		asked         []string
	}{
		{"WhereTheFilesHaveNone", "self", []string{"self"}, "self", []string{"self"}},
		{"AtTheEndOfAnAlias", "outer", []string{"self"}, "self", []string{"outer", "self"}},
		{"BeforeTheAlias", "outer", []string{"outer", "self"}, "outer", []string{"outer"}},
		{"BeforeTheRole", "role", []string{"role"}, "role", []string{"role"}},
		{"TheSameAsInAFile", "same", []string{"same"}, "same", []string{"same"}},
		{"OfAProfileThatNoFileNames", "gone", []string{"gone"}, "gone", []string{"gone"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := ReadWith(f, c.profile, lookup(c.has...))
			if err != nil {
				t.Fatal(err)
			}
			if p.Source != c.source || p.Keys.AccessKeyID != "AKIAEXAMPLEACME" || !cmp.Equal(asked, c.asked) {
				t.Errorf("source %q, asked for %q", p.Source, asked)
			}
		})
	}
	t.Run("Different", func(t *testing.T) {
		for profile, id := range map[string]string{"different": "AKIAEXAMPLEOTHER", "secret": "AKIAEXAMPLEACME"} {
			_, err := ReadWith(f, profile, lookup(profile))
			var got *ConflictingKeysError
			if !errors.As(err, &got) {
				t.Fatalf("got %v", err)
			}
			want := &ConflictingKeysError{Profile: profile, File: f.CredentialsPath, Line: got.Line, FileKeyID: id, ImportedKeyID: "AKIAEXAMPLEACME"}
			if diff := cmp.Diff(want, got); diff != "" || got.Line == 0 {
				t.Errorf("(-want +got)\n%s", diff)
			}
		}
	})
	t.Run("NoneAnywhere", func(t *testing.T) {
		var loop *LoopError
		if _, err := ReadWith(f, "outer", lookup()); !errors.As(err, &loop) {
			t.Errorf("got %v", err)
		}
		var unknown *UnknownProfileError
		if _, err := ReadWith(f, "nobody", lookup()); !errors.As(err, &unknown) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("TheirStoreFails", func(t *testing.T) {
		broken := errors.New("locked")
		if _, err := ReadWith(f, "self", func(string) (*Keys, error) { return nil, broken }); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("Temporary", func(t *testing.T) {
		var temporary *TemporaryKeysError
		_, err := ReadWith(f, "self", func(string) (*Keys, error) { return &Keys{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "x"}, nil })
		if !errors.As(err, &temporary) || temporary.File != "" {
			t.Errorf("got %v", err)
		}
	})
}
