package profile

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/google/go-cmp/cmp"
)

var errPanic = errors.New("the SDK panics")

// askSDK reads a profile with the Go SDK, whose parser panics on a stray quote.
func askSDK(t *testing.T, f Files, name string) (got values, err error) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errPanic, p)
		}
	}()
	sc, err := config.LoadSharedConfigProfile(context.Background(), name, func(o *config.LoadSharedConfigOptions) {
		o.ConfigFiles, o.CredentialsFiles = []string{f.ConfigPath}, []string{f.CredentialsPath}
	})
	if err != nil {
		return values{}, err
	}
	sts, _, err := sc.GetServiceBaseEndpoint(context.Background(), "STS")
	return values{
		Keys:        [3]string{sc.Credentials.AccessKeyID, sc.Credentials.SecretAccessKey, sc.Credentials.SessionToken},
		Region:      sc.Region,
		MFASerial:   sc.MFASerial,
		EndpointURL: sc.BaseEndpoint,
		CABundle:    sc.CustomCABundle,
		STS:         sts,
	}, err
}

// The plain corpus is what every AWS tool reads alike, so the SDK must agree with every value. What
// differs even there, on purpose:
//
//   - Half of the keys is missing in either file: refused here; the SDK refuses only in the file
//     that counts for the section, else drops the half.
//   - The profile names a services section that is not there: refused here and by botocore, nothing
//     to the SDK.
//   - endpoint_url and services of the credentials file count here and in botocore, but not in the
//     SDK where the config file has the profile too.
//   - The session token of the config file goes with keys of the credentials file in the SDK; here
//     and in botocore a token belongs to the keys it stands beside.
func TestTheSameValuesAsTheGoSDK(t *testing.T) {
	seen := map[string]int{}
	for seed := range 300 * uint64(*corpusTimes) {
		p := plainGrammar(seed).pair()
		f := p.write(t)
		for _, name := range p.names {
			verdict, difference := againstSDK(t, f, name)
			seen[verdict]++
			if difference != "" {
				t.Errorf("profile %q: %s\n%q\n%q", name, difference, p.config, p.credentials)
			}
		}
	}
	if seen["same"] < 500 || seen["refused"] < 20 || seen["unknown"] < 300 {
		t.Errorf("%v: the corpus is too poor", seen)
	}
}

// againstSDK reads a profile with both, and says what came of it and what differs beyond the above.
func againstSDK(t *testing.T, f Files, name string) (verdict, difference string) {
	t.Helper()
	r, err := open(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, known, err := ourValues(r, name)
	if errors.Is(err, ErrIncompleteKeys) || err != nil && servicesMissing(r, name) {
		return "refused", ""
	}
	if err != nil {
		return "refused", "refused here: " + err.Error()
	}
	want, err := askSDK(t, f, name)
	if (err == nil) != known {
		return "unknown", fmt.Sprintf("known here: %v, to the SDK: %v", known, err)
	}
	if !known || err != nil {
		return "unknown", ""
	}
	return "same", cmp.Diff(likeSDK(t, r, name, want), got)
}

// likeSDK replaces those values of the SDK that differ as documented.
func likeSDK(t *testing.T, r *reader, name string, sdk values) values {
	t.Helper()
	v, err := r.view(name)
	if err != nil {
		t.Fatal(err)
	}
	if v.config == nil || v.credentials == nil {
		return sdk
	}
	if v.credentials["endpoint_url"] != nil {
		sdk.EndpointURL = v.text("endpoint_url")
	}
	if v.credentials["services"] != nil {
		sdk.STS = r.network(v).STSEndpointURL
	}
	if v.credentials["aws_access_key_id"] != nil && v.credentials["aws_session_token"] == nil {
		sdk.Keys[2] = ""
	}
	return sdk
}

func servicesMissing(r *reader, name string) bool {
	v, err := r.view(name)
	return err == nil && v.text("services") != "" && len(r.services(v)) == 0
}

// Every feature by itself, with what each side makes of it: a change on either side shows here.
func TestEveryFeatureOfTheFiles(t *testing.T) {
	for _, c := range handWritten {
		t.Run(c.name, func(t *testing.T) {
			f := pair{config: c.config, credentials: c.credentials}.write(t)
			c.checkOurs(t, f)
			c.checkSDK(t, f)
		})
	}
}

func (c written) checkOurs(t *testing.T, f Files) {
	t.Helper()
	got, err := Settings(f, c.profile)
	if err == nil {
		_, err = Read(f, c.profile) // that there are no keys is no matter here
	}
	var unknown *UnknownProfileError
	var file *FileError
	isUnknown, isFile := errors.As(err, &unknown), errors.As(err, &file)
	switch {
	case isUnknown != c.unknown || isFile != (c.refused != nil):
		t.Errorf("got %v", err)
	case isFile && (!errors.Is(err, c.refused) || file.Line == 0):
		t.Errorf("got %v, want the line and %v", err, c.refused)
	case got.Region != c.region:
		t.Errorf("region %q, want %q", got.Region, c.region)
	}
}

func (c written) checkSDK(t *testing.T, f Files) {
	t.Helper()
	sdk, err := askSDK(t, f, c.profile)
	want := c.sdk
	if want == "" {
		want = c.region
	}
	switch {
	case errors.Is(err, errPanic):
		sdk.Region = "!"
	case err != nil:
		sdk.Region = "-"
	case sdk.Region == "" && c.sdk == "none":
		sdk.Region = "none"
	}
	if sdk.Region != want {
		t.Errorf("the SDK reads %q (%v), documented is %q", sdk.Region, err, want)
	}
}
