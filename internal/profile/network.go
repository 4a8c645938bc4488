package profile

import (
	"fmt"
	"strings"
)

// Network are the settings of a profile that decide where and how AWS is called.
type Network struct {
	EndpointURL               string // of all services
	STSEndpointURL            string // of the services section; goes before EndpointURL, as does the next
	IAMEndpointURL            string
	IgnoreConfiguredEndpoints bool   // counts for the files and the environment
	CABundle                  string // path of a PEM file
	UseFIPS                   *bool  // nil when the profile does not say
	UseDualStack              *bool
}

// network reads them. botocore fails when the services section that a profile names is not there,
// and so does this: the profile was meant to call something other than AWS.
func (r *reader) network(v *view) Network {
	n := Network{
		EndpointURL:  v.text("endpoint_url"),
		CABundle:     v.text("ca_bundle"),
		UseFIPS:      v.flag("use_fips_endpoint"),
		UseDualStack: v.flag("use_dualstack_endpoint"),
	}
	if ignore := v.flag("ignore_configured_endpoint_urls"); ignore != nil && *ignore {
		n.IgnoreConfiguredEndpoints = true
		return n
	}
	services := r.services(v)
	n.STSEndpointURL = v.endpoint(services, "sts")
	n.IAMEndpointURL = v.endpoint(services, "iam")
	return n
}

func (r *reader) services(v *view) section {
	name := v.text("services")
	if name == "" || v.err != nil {
		return nil
	}
	found, err := r.config.find(func(header []byte) bool {
		n, ok := servicesName(header)
		return ok && string(n) == name
	})
	v.fail(err)
	if err == nil && len(found) == 0 {
		v.fail(v.setting("services").fault(fmt.Errorf("there is no section [services %s] with settings in %s", name, r.config.path)))
	}
	return found
}

func (v *view) endpoint(services section, service string) string {
	s := services[service]
	if s == nil {
		return ""
	}
	url, err := s.nested("endpoint_url")
	v.fail(err)
	return url
}

// flag is true only for "true" in any case, as in botocore and the Go SDK.
func (v *view) flag(key string) *bool {
	if v.setting(key) == nil {
		return nil
	}
	on := strings.EqualFold(v.text(key), "true")
	return &on
}
