//go:build !linux

package busguard

import "os"

func originalAddress() (string, bool) { return os.LookupEnv(addressVariable) }

func restore() {}
