//go:build unix && !linux && !darwin

package keychain

// order is that of Auto.
func order() []Backend { return []Backend{File} }

func openers() map[Backend]opener {
	return map[Backend]opener{Keychain: openKeychain, Wincred: openWincred, Pass: openPass, File: openFile}
}
