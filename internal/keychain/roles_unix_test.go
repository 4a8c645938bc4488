//go:build unix && !linux

package keychain

// roles are the parts that the test binary can play.
func roles() map[string]func(args []string) error {
	return map[string]func([]string) error{"writer": writer}
}
