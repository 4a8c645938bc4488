package awsfake_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsfake"
)

func TestServerListensOnLoopbackOnly(t *testing.T) {
	s := started(t)
	u, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	if u.Scheme != "http" || u.Hostname() != "127.0.0.1" || u.Port() == "" || u.Path != "" {
		t.Errorf("URL is %s, want http://127.0.0.1:PORT", s.URL())
	}
}

func TestServersDoNotShareAnything(t *testing.T) {
	one, other := started(t), started(t)
	alice := one.NewUser("alice")
	if err := whoAmI(t.Context(), stsClient(one, keysOf(alice))); err != nil {
		t.Errorf("at the server that knows the user: %v", err)
	}
	err := whoAmI(t.Context(), stsClient(other, keysOf(alice)))
	if got := refusalIn(t, err); got.Code != "InvalidClientTokenId" {
		t.Errorf("at another server: %v", got)
	}
	if diff := cmp.Diff(map[string]int{"GetCallerIdentity": 1}, one.AllCalls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestCloseEndsWhatIsUnderWayAndMayBeRepeated(t *testing.T) {
	s, err := awsfake.Start()
	if err != nil {
		t.Fatal(err)
	}
	alice := s.NewUser("alice")
	arrived := make(chan struct{})
	s.Inject(awsfake.Fault{HangUntilClosed: true, Before: func() { close(arrived) }})
	failed := make(chan error, 1)
	go func() { failed <- whoAmI(t.Context(), stsClient(s, keysOf(alice))) }()
	<-arrived
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := <-failed; err == nil {
		t.Error("a request that was never answered succeeded")
	}
}

func TestCallsCountEveryRequestThatArrives(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	client := stsClient(s, keysOf(alice))
	wrong := keysOf(alice)
	wrong.secret = "wrongEXAMPLE"

	s.Inject(awsfake.Fault{Times: 1, ResetBefore: true})
	if err := whoAmI(t.Context(), client); err == nil {
		t.Error("a reset was no error")
	}
	if err := whoAmI(t.Context(), stsClient(s, wrong)); err == nil {
		t.Error("a wrong secret was no error")
	}
	if err := whoAmI(t.Context(), client); err != nil {
		t.Error(err)
	}
	if got := s.Calls("GetCallerIdentity"); got != 3 {
		t.Errorf("%d calls of GetCallerIdentity, want 3", got)
	}
	s.ResetCalls()
	if diff := cmp.Diff(map[string]int{}, s.AllCalls()); diff != "" {
		t.Errorf("calls after a reset (-want +got):\n%s", diff)
	}
}

func TestRequestsWithoutKnownActionAreRefused(t *testing.T) {
	s := started(t)
	for name, tc := range map[string]struct {
		query  string
		status int
	}{
		"no action":                       {"", 400},
		"unknown action":                  {"Action=LaunchRocket&Version=2011-06-15", 400},
		"action of another service":       {"Action=ListMFADevices&Version=2011-06-15", 400},
		"unknown version":                 {"Action=GetSessionToken&Version=2000-01-01", 400},
		"not signed":                      {"Action=GetSessionToken&Version=2011-06-15", 403},
		"query that cannot be read (%zz)": {"Action=%zz", 400},
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := http.Get(s.URL() + "/?" + tc.query)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != tc.status {
				t.Errorf("status %d, want %d", resp.StatusCode, tc.status)
			}
		})
	}
}

func TestDateHeaderFollowsTheClockOfTheServer(t *testing.T) {
	s := started(t)
	s.SetClockOffset(-2 * hour)
	resp, err := http.Get(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		t.Fatal(err)
	}
	if off := time.Since(date) - 2*hour; off < -time.Minute || off > time.Minute {
		t.Errorf("Date is %v, %v off", date, off)
	}
}

func TestHandleServesOtherPathsBesideAWS(t *testing.T) {
	s := started(t)
	s.Handle("/elsewhere", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
	}))
	for path, want := range map[string]int{"/elsewhere": http.StatusTeapot, "/nowhere": http.StatusNotFound} {
		resp, err := http.Get(s.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, resp.StatusCode, want)
		}
	}
	if got := s.AllCalls(); len(got) != 0 {
		t.Errorf("other paths were counted: %v", got)
	}
}

func TestStartTLSServesOnlyThoseWhoTrustItsCertificate(t *testing.T) {
	s := closing(t)(awsfake.StartTLS())
	alice := s.NewUser("alice")
	trusting := x509.NewCertPool()
	if !trusting.AppendCertsFromPEM(s.CertificatePEM()) {
		t.Fatal("the certificate is no PEM")
	}
	for name, tc := range map[string]struct {
		pool *x509.CertPool
		ok   bool
	}{
		"trusted":     {trusting, true},
		"not trusted": {x509.NewCertPool(), false},
	} {
		t.Run(name, func(t *testing.T) {
			client := awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) {
				tr.TLSClientConfig = &tls.Config{RootCAs: tc.pool, MinVersion: tls.VersionTLS12}
			})
			err := whoAmI(t.Context(), stsClient(s, keysOf(alice), func(o *sts.Options) { o.HTTPClient = client }))
			if (err == nil) != tc.ok {
				t.Errorf("error %v, want success %v", err, tc.ok)
			}
		})
	}
}

func TestClockSkewIsCorrectedByTheSDKFromTheDateHeader(t *testing.T) {
	s := started(t)
	alice := s.NewUser("alice")
	s.SetClockOffset(2000 * time.Second)
	client := stsClient(s, keysOf(alice), func(o *sts.Options) { o.Retryer = retry.NewStandard() })
	if err := whoAmI(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	if got := s.Calls("GetCallerIdentity"); got != 2 {
		t.Errorf("%d calls, want the refused one and the corrected one", got)
	}
}
