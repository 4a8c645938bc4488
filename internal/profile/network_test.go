package profile

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNetworkSettings(t *testing.T) {
	yes, no := true, false
	const local = "[services local]\nsts =\n  endpoint_url = http://sts\n"
	for _, c := range []struct {
		name, config, credentials string
		want                      Network
	}{
		{"None", "", "", Network{}},
		{"Global", "endpoint_url = http://all\n", "", Network{EndpointURL: "http://all"}},
		{"OfAService", "services = local\n" + local, "", Network{STSEndpointURL: "http://sts"}},
		{"OfAServiceAndGlobal", "services = local\nendpoint_url = http://all\n" + local, "", Network{EndpointURL: "http://all", STSEndpointURL: "http://sts"}},
		{"OfAServiceInQuotes", "services = x y\n[services \"x y\"]\niam =\n  endpoint_url = http://iam\n", "", Network{IAMEndpointURL: "http://iam"}},
		{"TheLastOfTwo", "services = local\n" + local + "  endpoint_url = http://last\n", "", Network{STSEndpointURL: "http://last"}},
		{"AnotherService", "services = local\n[services local]\ns3 =\n  endpoint_url = http://s3\n", "", Network{}},
		{"AServiceWithoutSettings", "services = local\n[services local]\nsts =\niam =\n  region = x\n", "", Network{}},
		{"ASectionThatNobodyNames", local, "", Network{}},
		{"NotForTheCredentialsFile", "endpoint_url = http://all\n", "endpoint_url = http://wins\n", Network{EndpointURL: "http://wins"}},
		{"IgnoredByWish", "ignore_configured_endpoint_urls = true\nservices = missing\nendpoint_url = http://all\n", "", Network{EndpointURL: "http://all", IgnoreConfiguredEndpoints: true}},
		{"NotIgnored", "ignore_configured_endpoint_urls = false\nservices = local\n" + local, "", Network{STSEndpointURL: "http://sts"}},
		{"Flags", "use_fips_endpoint = True\nuse_dualstack_endpoint = 1\nca_bundle = ~/ca.pem\n", "", Network{UseFIPS: &yes, UseDualStack: &no, CABundle: "~/ca.pem"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Settings(pair{config: "[profile acme]\n" + c.config, credentials: "[acme]\n" + c.credentials}.write(t), "acme")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, p.Network); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestAServicesSectionThatIsNotThereIsRefused(t *testing.T) {
	for name, section := range map[string]string{"Missing": "[services other]\nsts =\n", "Empty": "[services local]\n", "Twice": "[services local]\na=b\n[services local]\n"} {
		t.Run(name, func(t *testing.T) {
			f := pair{config: "[profile acme]\nregion = eu-west-1\nservices = local\n" + section, credentials: "[acme]\n" + acmeKeys}.write(t)
			_, settingsErr := Settings(f, "acme")
			_, readErr := Read(f, "acme")
			for _, err := range []error{settingsErr, readErr} {
				var file *FileError
				if !errors.As(err, &file) || file.Path != f.ConfigPath || file.Line < 3 {
					t.Errorf("got %v", err)
				}
			}
		})
	}
}
