package profile

import "os"

// openNonblock opens for reading; on Windows an open does not wait.
func openNonblock(path string) (*os.File, error) { return os.Open(path) }
