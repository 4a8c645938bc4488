package profile

import "io/fs"

// exposed leaves it to the access lists of Windows, which keep a user's files to that user.
func exposed(fs.FileInfo, bool) error { return nil }

func untrusted(fs.FileInfo) error { return nil }
