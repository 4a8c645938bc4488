package awsapi_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/session"
)

// certified is a TLS server on 127.0.0.1 with a certificate of its own, and the bundle that trusts it.
func certified(t *testing.T, from, until time.Time, ip net.IP) (url, bundle string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "EXAMPLE"}, NotBefore: from, NotAfter: until,
		IPAddresses: []net.IP{ip}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(say(200, sessionXML()))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	s.StartTLS()
	t.Cleanup(s.Close)
	bundle = filepath.Join(t.TempDir(), "bundle.pem")
	if err := os.WriteFile(bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return s.URL, bundle
}

// A certificate that is of another time is a matter of the clock, one that is not trusted of the
// bundle, and one of another host of neither.
func TestCertificatesThatAreNotTaken(t *testing.T) {
	today, loopback := time.Now(), net.IPv4(127, 0, 0, 1)
	for name, tt := range map[string]struct {
		from, until time.Time
		ip          net.IP
		trusted     bool
		why         awsapi.Why
	}{
		"Expired":     {today.AddDate(-1, 0, 0), today.AddDate(0, 0, -1), loopback, true, awsapi.WrongDate},
		"NotYetValid": {today.AddDate(0, 0, 1), today.AddDate(1, 0, 0), loopback, true, awsapi.WrongDate},
		"OtherHost":   {today.AddDate(0, 0, -1), today.AddDate(1, 0, 0), net.IPv4(127, 0, 0, 2), true, awsapi.WrongHost},
		"NotTrusted":  {today.AddDate(0, 0, -1), today.AddDate(1, 0, 0), loopback, false, awsapi.BadCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			url, path := certified(t, tt.from, tt.until, tt.ip)
			if !tt.trusted {
				path = ""
			}
			_, err := issue(withBundle(url, path))
			var e *awsapi.UnreachableError
			if !errors.As(err, &e) || e.Why != tt.why {
				t.Errorf("error %v, want reason %d", err, tt.why)
			}
			conditions(t, err, session.ErrAWS, session.ErrNotSent)
		})
	}
}
