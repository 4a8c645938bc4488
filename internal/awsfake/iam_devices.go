package awsfake

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"slices"
	"time"
)

// How many items IAM lists at once.
const (
	maxPageSize     = 1000
	defaultPageSize = 100
)

// SetPageSize makes lists come in pages of at most n items, whatever the client asks for: IAM may
// do so, and users rarely have enough devices to see it. It panics below 1.
func (s *Server) SetPageSize(n int) {
	if n < 1 {
		panic("awsfake: a page has at least one item")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pageSize = n
}

type mfaDevice struct {
	UserName     string
	SerialNumber string
	EnableDate   string
}

type listMFADevicesResult struct {
	XMLName     xml.Name    `xml:"ListMFADevicesResult"`
	Devices     []mfaDevice `xml:"MFADevices>member"`
	IsTruncated bool
	Marker      string `xml:",omitempty"`
}

// listMFADevices lists the devices of a user, of all kinds mixed, in the order of registration.
func (s *Server) listMFADevices(c *call) (any, *apiError) {
	v := &validation{call: c}
	name := v.text("UserName", userNameConstraint)
	marker := v.text("Marker", markerConstraint)
	size := v.number("MaxItems", 1, maxPageSize, defaultPageSize)
	if err := v.err(); err != nil {
		return nil, err
	}
	a, err := s.target(c, name)
	if err != nil {
		return nil, err
	}
	devices := s.devicesOf(a)
	from, err := pageStart(devices, marker)
	if err != nil {
		return nil, err
	}
	result := &listMFADevicesResult{}
	for _, d := range devices[from:] {
		if len(result.Devices) == min(size, s.pageSize) {
			result.IsTruncated = true
			result.Marker = markerOf(result.Devices[len(result.Devices)-1].SerialNumber)
			break
		}
		enabled := d.EnabledAt.UTC().Format(time.RFC3339)
		result.Devices = append(result.Devices, mfaDevice{UserName: a.Name, SerialNumber: d.SerialNumber, EnableDate: enabled})
	}
	return result, nil
}

// markerOf names the last device of a page; to the client it means nothing.
func markerOf(serial string) string { return base64.StdEncoding.EncodeToString([]byte(serial)) }

// pageStart is where the page after the marker begins.
func pageStart(devices []*registration, marker string) (int, *apiError) {
	if marker == "" {
		return 0, nil
	}
	last := slices.IndexFunc(devices, func(r *registration) bool { return markerOf(r.SerialNumber) == marker })
	if last < 0 {
		return 0, &apiError{http.StatusBadRequest, "ValidationError", "Invalid Marker."}
	}
	return last + 1, nil
}
