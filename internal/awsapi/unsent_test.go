package awsapi_test

import (
	"context"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/session"
)

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// What fails before anything is written is tried up to three times, where it may pass by itself.
func TestFaultsBeforeTheCodeWasSent(t *testing.T) {
	to := func(address string) dialFunc {
		return func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
	}
	fails := func(err error) dialFunc {
		return func(context.Context, string, string) (net.Conn, error) { return nil, err }
	}
	tlsServer := untrusted(t)
	silent := make(chan struct{})
	t.Cleanup(func() { close(silent) })
	tests := map[string]struct {
		dial  dialFunc
		why   awsapi.Why
		tries int
		short awsapi.Limit
	}{
		"Refused":     {fails(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}), awsapi.NoConnection, 3, awsapi.NoLimit},
		"NoRoute":     {fails(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.EHOSTUNREACH}), awsapi.NoConnection, 3, awsapi.NoLimit},
		"NoSuchHost":  {fails(&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "sts.example.com", IsNotFound: true}}), awsapi.NoAddress, 3, awsapi.NoLimit},
		"DNSTimeout":  {fails(&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "i/o timeout", Name: "sts.example.com", IsTimeout: true}}), awsapi.NoAddress, 3, awsapi.NoLimit},
		"DialStalls":  {func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }, awsapi.TimedOut, 3, awsapi.DialLimit},
		"TLSStalls":   {to(accept(t, func(net.Conn) { <-silent })), awsapi.TimedOut, 3, awsapi.TLSLimit},
		"TLSCutShort": {to(accept(t, halfClose)), awsapi.NoTLS, 3, awsapi.NoLimit},
		"NoTLSThere":  {to(strings.TrimPrefix(listen(t, nil), "http://")), awsapi.NoTLS, 3, awsapi.NoLimit},
		"NotTrusted":  {to(tlsServer.Listener.Addr().String()), awsapi.BadCertificate, 1, awsapi.NoLimit},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := client("https://sts.example.com")
			c.Shorten(tt.short)
			tries := 0
			c.DialBy(func(ctx context.Context, network, address string) (net.Conn, error) {
				tries++
				return tt.dial(ctx, network, address)
			})
			_, err := issue(c)
			var e *awsapi.UnreachableError
			if !errors.As(err, &e) || e.Why != tt.why || e.Host != "sts.example.com" {
				t.Fatalf("error %#v", err)
			}
			if !strings.HasPrefix(err.Error(), "sts.example.com could not be reached: ") || strings.Contains(err.Error(), "Post") {
				t.Errorf("message %q", err)
			}
			conditions(t, err, session.ErrAWS, session.ErrNotSent)
			if tries != tt.tries {
				t.Errorf("%d tries, want %d", tries, tt.tries)
			}
		})
	}
}

// halfClose ends a conversation after its first byte.
func halfClose(c net.Conn) {
	_, _ = c.Read(make([]byte, 1))
	_ = c.(*net.TCPConn).CloseWrite()
	_, _ = io.Copy(io.Discard, c)
}

func TestARefusedConnectionMayPass(t *testing.T) {
	s := serve(t, say(200, sessionXML()))
	c := client(s.URL)
	tries := 0
	c.DialBy(func(ctx context.Context, network, address string) (net.Conn, error) {
		if tries++; tries < 3 {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	})
	if _, err := issue(c); err != nil {
		t.Fatal(err)
	}
	if s.codes() != 1 || tries != 3 {
		t.Errorf("%d codes in %d tries", s.codes(), tries)
	}
}

// untrusted is a TLS server whose certificate, for example.com and its subdomains, is its own.
func untrusted(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(say(200, sessionXML()))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// bundle writes the certificate of a TLS server to a file.
func bundle(t *testing.T, s *httptest.Server) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "bundle.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func withBundle(endpoint, path string) *awsapi.Client {
	return awsapi.New(awsapi.Settings{Region: "eu-west-1", STSEndpoint: endpoint, CABundle: path},
		aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, clock)
}

func TestACABundleIsTrusted(t *testing.T) {
	s := untrusted(t)
	if _, err := issue(withBundle(s.URL, bundle(t, s))); err != nil {
		t.Error(err)
	}
}

func TestACABundleThatCannotBeUsed(t *testing.T) {
	s := untrusted(t)
	folder := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, tt := range map[string]struct{ path, message string }{
		"Missing":       {filepath.Join(folder, "nothing"), "AWS could not be called: reading the CA bundle: "},
		"Folder":        {folder, "AWS could not be called: reading the CA bundle: open " + folder + ": not a regular file"},
		"NoCertificate": {write("text", []byte("hello")), "AWS could not be called: the CA bundle " + filepath.Join(folder, "text") + " holds no certificate"},
		"TooLarge":      {write("large", make([]byte, 4<<20+1)), "AWS could not be called: reading the CA bundle: read " + filepath.Join(folder, "large") + ": larger than 4 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			c := withBundle(s.URL, tt.path)
			_, err := issue(c)
			if err == nil || !strings.HasPrefix(err.Error(), tt.message) {
				t.Errorf("error %v, want %q", err, tt.message)
			}
			var e *awsapi.UnreachableError
			if !errors.As(err, &e) || e.Why != awsapi.BadBundle {
				t.Errorf("error %#v", err)
			}
			conditions(t, err, session.ErrAWS, session.ErrNotSent)
			if _, err := c.ListDevices(context.Background()); !errors.Is(err, session.ErrAWS) {
				t.Errorf("ListDevices: %v", err)
			}
		})
	}
}

func TestSettingsAreCheckedOnceMore(t *testing.T) {
	for name, s := range map[string]awsapi.Settings{
		"NoRegion":      {},
		"EvilRegion":    {Region: "a.evil.test"},
		"PlainEndpoint": {Region: "eu-west-1", STSEndpoint: "http://sts.example.com"},
		"PlainIAM":      {Region: "eu-west-1", IAMEndpoint: "http://iam.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			c := awsapi.New(s, aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, clock)
			c.DialBy(func(context.Context, string, string) (net.Conn, error) {
				t.Error("a connection was tried")
				return nil, errors.New("no")
			})
			_, err := issue(c)
			conditions(t, err, session.ErrAWS, session.ErrNotSent)
		})
	}
}
