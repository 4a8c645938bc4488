package keychain

// roles are the parts that the test binary can play.
func roles() map[string]func(args []string) error {
	return map[string]func([]string) error{
		"keyctl-save": keyctlSave, "keyctl-load": keyctlLoad, "keyctl-delete": keyctlDelete, "quota": quota,
		"keyctl-torn": keyctlTorn,
		"mount":       mount, "full-disk": fullDisk, "closed-directory": closedDirectory, "writer": writer,
		"secret-load": secretLoad,
	}
}
