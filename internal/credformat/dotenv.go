package credformat

import "strings"

// dotenv is lines NAME=value, for .env files, docker --env-file, and `export $(…)`. They have no
// quoting that all those readers agree on, so only values that need none are written.
func dotenv() dialect {
	return dialect{write: writeDotenv, carries: safe}
}

func writeDotenv(env Environment) string {
	var b strings.Builder
	for _, v := range env.Set {
		b.WriteString(v.Name + "=" + v.Value + "\n")
	}
	return b.String()
}
