package profile

import (
	"path/filepath"
	"testing"
)

func TestDefaultFiles(t *testing.T) {
	under := func(home, base string) string { return filepath.Join(home, ".aws", base) }
	for _, c := range []struct {
		name, home string
		env        map[string]string
		want       Files
	}{
		{"UnderHome", "/home/a", nil, Files{ConfigPath: under("/home/a", "config"), CredentialsPath: under("/home/a", "credentials")}},
		{"WithoutAHome", "", nil, Files{}},
		{"Named", "/home/a", map[string]string{"AWS_CONFIG_FILE": "/c", "AWS_SHARED_CREDENTIALS_FILE": "k"}, Files{ConfigPath: "/c", CredentialsPath: "k"}},
		{"OneNamed", "/home/a", map[string]string{"AWS_CONFIG_FILE": "/c"}, Files{ConfigPath: "/c", CredentialsPath: under("/home/a", "credentials")}},
		{"Tilde", "/home/a", map[string]string{"AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "~"}, Files{ConfigPath: "/home/a/c", CredentialsPath: "/home/a"}},
		{"TildeWithoutAHome", "", map[string]string{"AWS_CONFIG_FILE": "~/c"}, Files{ConfigPath: "~/c", CredentialsPath: ""}},
		{"AnotherUsersTilde", "/home/a", map[string]string{"AWS_CONFIG_FILE": "~b/c", "AWS_SHARED_CREDENTIALS_FILE": "/x~"}, Files{ConfigPath: "~b/c", CredentialsPath: "/x~"}},
		{
			"Variables", "/home/a",
			map[string]string{"AWS_CONFIG_FILE": "$D/c", "AWS_SHARED_CREDENTIALS_FILE": "/${D}x$NO/${NO}$", "D": "/d"},
			Files{ConfigPath: "/d/c", CredentialsPath: "//dx$NO/${NO}$"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := DefaultFiles(func(name string) string { return c.env[name] }, c.home); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
