package awsapi

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxCABundle is the largest CA bundle read; that of a Linux distribution has about 220 KiB.
const maxCABundle = 4 << 20

// readCABundle reads the roots that replace the system's, as AWS_CA_BUNDLE and ca_bundle do for
// the AWS CLI. An empty path means those of the system (nil).
func readCABundle(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	pem, err := readRegularFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the CA bundle: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("the CA bundle %s holds no certificate", path)
	}
	return roots, nil
}

// readRegularFile does not open what could make it wait, such as a FIFO.
func readRegularFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &os.PathError{Op: "open", Path: path, Err: errors.New("not a regular file")}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	pem, err := io.ReadAll(io.LimitReader(f, maxCABundle+1))
	if err == nil && len(pem) > maxCABundle {
		err = &os.PathError{Op: "read", Path: path, Err: errors.New("larger than 4 MiB")}
	}
	return pem, err
}
