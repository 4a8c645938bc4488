package keychain

// order is that of Auto. A build without the keychain says so rather than keep sessions elsewhere.
func order() []Backend { return []Backend{Keychain} }

func openers() map[Backend]opener {
	return map[Backend]opener{Keychain: openKeychain, Wincred: openWincred, Pass: openPass, File: openFile}
}
