package awsfake

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// send writes an answer, in the way of the fault.
func (s *Server) send(w http.ResponseWriter, r *http.Request, f *Fault, a answer) {
	header := w.Header()
	header.Set("Date", s.Now().Format(http.TimeFormat))
	for _, from := range []http.Header{a.header, f.Header} {
		for name, values := range from {
			header[http.CanonicalHeaderKey(name)] = values
		}
	}
	if f.TruncateAt > 0 && f.TruncateAt < len(a.body) {
		a.body = a.body[:f.TruncateAt]
	}
	size := max(int64(len(a.body)), f.BodySize)
	header.Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(a.status)
	body := io.MultiReader(strings.NewReader(a.body), io.LimitReader(blanks{}, size-int64(len(a.body))))
	switch {
	case f.BreakAt > 0 && int64(f.BreakAt) < size:
		_, _ = io.CopyN(w, body, int64(f.BreakAt)) // on failure there is nobody to tell
		flush(w)
		hangUp(w)
	case f.DripInterval > 0:
		s.drip(w, r, f.DripInterval, body)
	default:
		_, _ = io.Copy(w, body)
	}
}

// drip writes one byte at a time until all is written or nobody listens any more.
func (s *Server) drip(w http.ResponseWriter, r *http.Request, interval time.Duration, body io.Reader) {
	for {
		if _, err := io.CopyN(w, body, 1); err != nil {
			return
		}
		flush(w)
		if !s.pause(r.Context(), interval) {
			hangUp(w)
			return
		}
	}
}

func flush(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }

// blanks is spaces without end.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte{' '}, len(p))), nil
}

// reset ends the connection with a TCP reset, as a crashed server or a firewall does.
func reset(w http.ResponseWriter) { drop(w, true) }

// hangUp ends the connection in order, without the rest of the answer.
func hangUp(w http.ResponseWriter) { drop(w, false) }

func takeOver(w http.ResponseWriter, say func(net.Conn)) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return // it is gone already
	}
	defer func() { _ = conn.Close() }()
	say(conn)
}

func drop(w http.ResponseWriter, hard bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return // it is gone already
	}
	raw := conn
	if layered, ok := conn.(interface{ NetConn() net.Conn }); ok {
		raw = layered.NetConn() // under TLS
	}
	if tcp, ok := raw.(*net.TCPConn); ok && hard {
		_ = tcp.SetLinger(0) // without this close is orderly
	}
	_ = raw.Close()
}
