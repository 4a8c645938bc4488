package keychain

// order is that of Auto. pass is only taken when it is named: reading from it may need a person.
func order() []Backend { return []Backend{SecretService, Keyctl, File} }

func openers() map[Backend]opener {
	return map[Backend]opener{
		Keychain: openKeychain, Wincred: openWincred, SecretService: openSecretService, Keyctl: openKeyctl,
		Pass: openPass, File: openFile,
	}
}
