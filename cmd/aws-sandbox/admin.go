package main

import (
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
)

// adminPath is where the sandbox answers the commands of this program, beside AWS.
const adminPath = "/_sandbox/"

func (b *sandbox) serveAdmin() {
	b.handle("GET", "calls", func(w http.ResponseWriter) {
		fmt.Fprint(w, callLines(b.server.AllCalls()))
	})
	b.handle("DELETE", "calls", func(http.ResponseWriter) {
		b.server.ResetCalls()
	})
	device := path.Base(b.device.SerialNumber)
	b.handle("POST", "enrol", func(w http.ResponseWriter) {
		if !b.enrol() {
			http.Error(w, device+" is registered already", http.StatusConflict)
		}
	})
	b.handle("POST", "remove", func(w http.ResponseWriter) {
		if !b.remove() {
			http.Error(w, device+" is not registered", http.StatusConflict)
		}
	})
}

// handle answers only clients that are no browser and know where they are: no web page can reach
// the sandbox through a name that it made point to 127.0.0.1.
func (b *sandbox) handle(method, name string, do func(http.ResponseWriter)) {
	own := strings.TrimPrefix(b.server.URL(), "http://")
	b.server.Handle(method+" "+adminPath+name, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != own || r.Header.Get("Origin") != "" {
			http.Error(w, "not for browsers", http.StatusForbidden)
			return
		}
		do(w)
	}))
}

// callLines is "ACTION NUMBER" per line, sorted.
func callLines(calls map[string]int) string {
	var b strings.Builder
	for _, action := range slices.Sorted(maps.Keys(calls)) {
		fmt.Fprintf(&b, "%s %d\n", action, calls[action])
	}
	return b.String()
}
