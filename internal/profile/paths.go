package profile

import (
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Files are the paths of the two files. An empty path stands for a file that does not exist.
type Files struct {
	ConfigPath, CredentialsPath string
	Now                         time.Time // when they are read, so that one is awaited that is being written; zero: none is
}

// DefaultFiles are the files that AWS tools read: those that AWS_CONFIG_FILE and
// AWS_SHARED_CREDENTIALS_FILE name, else those under home. In the variables "~" and "$NAME" are
// expanded as botocore does; "~user" is not. Without a home there are no files under it.
func DefaultFiles(getenv func(string) string, home string) Files {
	at := func(variable, base string) string {
		if path := getenv(variable); path != "" {
			return expand(path, getenv, home)
		}
		if home == "" {
			return ""
		}
		return filepath.Join(home, ".aws", base)
	}
	return Files{
		ConfigPath:      at("AWS_CONFIG_FILE", "config"),
		CredentialsPath: at("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
	}
}

// expand leaves references to unset variables as they are (Python, os.path.expandvars).
func expand(path string, getenv func(string) string, home string) string {
	if strings.Contains(path, "$") {
		path = regexp.MustCompile(`\$(?:\w+|\{[^}]*\})`).ReplaceAllStringFunc(path, func(ref string) string {
			if value := getenv(strings.Trim(ref, "${}")); value != "" {
				return value
			}
			return ref
		})
	}
	rest, ok := strings.CutPrefix(path, "~")
	if ok && home != "" && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		return home + rest
	}
	return path
}
