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
		{"UnderHome", "/home/a", nil, Files{under("/home/a", "config"), under("/home/a", "credentials")}},
		{"WithoutAHome", "", nil, Files{}},
		{"Named", "/home/a", map[string]string{"AWS_CONFIG_FILE": "/c", "AWS_SHARED_CREDENTIALS_FILE": "k"}, Files{"/c", "k"}},
		{"OneNamed", "/home/a", map[string]string{"AWS_CONFIG_FILE": "/c"}, Files{"/c", under("/home/a", "credentials")}},
		{"Tilde", "/home/a", map[string]string{"AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "~"}, Files{"/home/a/c", "/home/a"}},
		{"TildeWithoutAHome", "", map[string]string{"AWS_CONFIG_FILE": "~/c"}, Files{"~/c", ""}},
		{"AnotherUsersTilde", "/home/a", map[string]string{"AWS_CONFIG_FILE": "~b/c", "AWS_SHARED_CREDENTIALS_FILE": "/x~"}, Files{"~b/c", "/x~"}},
		{
			"Variables", "/home/a",
			map[string]string{"AWS_CONFIG_FILE": "$D/c", "AWS_SHARED_CREDENTIALS_FILE": "/${D}x$NO/${NO}$", "D": "/d"},
			Files{"/d/c", "//dx$NO/${NO}$"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := DefaultFiles(func(name string) string { return c.env[name] }, c.home); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
