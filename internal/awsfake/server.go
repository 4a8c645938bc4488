// Package awsfake is a strict STS and IAM that listens on the loopback interface: for tests, and
// for trying the program without an AWS account.
//
// Its rules: it refuses what AWS refuses, with AWS's codes, texts and statuses, so that a client
// which works here has no reason to fail there; time, users and devices are its own and change
// only when it is told to; it misbehaves only as injected; every request that arrives is counted,
// refused ones too. It never listens anywhere but on 127.0.0.1.
package awsfake

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is one running fake. All its methods are safe for concurrent use.
type Server struct {
	scheme   string
	listener net.Listener
	http     *http.Server
	mux      *http.ServeMux
	now      func() time.Time // the real clock; the server's own is clock
	certPEM  []byte           // nil without TLS
	done     chan struct{}    // closed by Close
	serving  sync.WaitGroup   // requests under way

	mu     sync.Mutex // guards everything below
	closed bool
	offset time.Duration // between the real clock and the server's
	state
	faults []*Fault
	calls  map[string]int
}

// readHeaderTimeout ends connections that never say anything.
const readHeaderTimeout = time.Minute

// Start listens on a free port of 127.0.0.1 and serves until Close.
func Start() (*Server, error) {
	return start("http", nil)
}

func start(scheme string, cert *tls.Certificate) (*Server, error) {
	listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, fmt.Errorf("listening on the loopback interface: %w", err)
	}
	s := &Server{
		scheme:   scheme,
		listener: listener,
		mux:      http.NewServeMux(),
		now:      time.Now, // the one place where the real time is taken
		done:     make(chan struct{}),
		state:    newState(),
		calls:    map[string]int{},
	}
	s.mux.HandleFunc("/{$}", s.serveAWS)
	s.http = &http.Server{
		Handler:           s.mux,
		ReadHeaderTimeout: readHeaderTimeout,
		// Clients that do not trust the certificate are part of tests, not news.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	s.http.Protocols = new(http.Protocols)
	s.http.Protocols.SetHTTP1(true) // as the endpoints of AWS do; faults need whole connections
	if cert != nil {
		s.http.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}
	}
	go s.serve(cert != nil)
	return s, nil
}

func (s *Server) serve(withTLS bool) {
	if withTLS {
		_ = s.http.ServeTLS(s.listener, "", "") // always ErrServerClosed, after Close
		return
	}
	_ = s.http.Serve(s.listener) // as above
}

// Close drops all connections and returns when nothing is served any more. It may be called twice.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.done)
	s.mu.Unlock()

	err := s.http.Close()
	s.serving.Wait()
	if err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("closing the server: %w", err)
	}
	return nil
}

// enter counts a request as under way; false once the server is closed.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.serving.Add(1)
	return true
}

// URL is the endpoint of both services, without a trailing slash: http://127.0.0.1:PORT.
func (s *Server) URL() string {
	return s.scheme + "://" + s.listener.Addr().String()
}

// Handle serves other paths than "/", which is AWS. The pattern is that of http.ServeMux.
func (s *Server) Handle(pattern string, h http.Handler) {
	s.mux.Handle(pattern, h)
}

// SetClockOffset sets the server's clock to the real time plus d. Signatures, codes, sessions and
// the Date header go by it.
func (s *Server) SetClockOffset(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset = d
}

// Now is the server's clock, in UTC.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock()
}

// clock needs the lock.
func (s *Server) clock() time.Time {
	return s.now().Add(s.offset).UTC()
}
