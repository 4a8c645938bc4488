package awsapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
)

const explicitDeny = "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:ListMFADevices on resource: user alice with an explicit deny in an identity-based policy"

// listXML is a page of the list, truncated if there is a marker.
func listXML(marker string, serials ...string) string {
	var b strings.Builder
	for _, s := range serials {
		b.WriteString("<member><UserName>alice</UserName><SerialNumber>" + s + "</SerialNumber><EnableDate>2026-01-02T03:04:05Z</EnableDate></member>")
	}
	truncated := "<IsTruncated>false</IsTruncated>"
	if marker != "" {
		truncated = "<IsTruncated>true</IsTruncated><Marker>" + marker + "</Marker>"
	}
	return `<ListMFADevicesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListMFADevicesResult><MFADevices>` +
		b.String() + `</MFADevices>` + truncated + `</ListMFADevicesResult></ListMFADevicesResponse>`
}

func identityXML(arn string) string {
	return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>` + arn +
		`</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
}

func listed(serials ...device.SerialNumber) []device.Device {
	var list []device.Device
	for _, s := range serials {
		list = append(list, device.Device{SerialNumber: s, UserName: "alice", EnabledAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
	}
	return list
}

func TestListDevices(t *testing.T) {
	const (
		fob = "GAHT12345678"
		key = "arn:aws:iam::111122223333:u2f/user/alice/key-EXAMPLE"
		sms = "arn:aws:iam::111122223333:sms-mfa/alice"
		new = "arn:aws:iam::111122223333:ring/alice" // of a kind that AWS may add
	)
	s := serve(t, say(200, listXML("", string(phone), fob, key, sms, new)))
	got, err := client(s.URL).ListDevices(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(listed(phone, fob, key, sms), got); diff != "" {
		t.Errorf("devices (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ListMFADevices"}, s.actions()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if s.requests[0].form.Has("UserName") {
		t.Error("the user was named")
	}
}

func TestListDevicesOfNobody(t *testing.T) {
	got, err := client(serve(t, say(200, listXML(""))).URL).ListDevices(context.Background())
	if err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

// A list that is odd anywhere is refused whole.
func TestListDevicesThatAreOdd(t *testing.T) {
	change := func(from, to string) string {
		return strings.Replace(listXML("", string(phone), "GAHT12345678"), from, to, 1)
	}
	var thousands []string
	for i := range 3000 {
		thousands = append(thousands, fmt.Sprintf("GAHT%08d", i))
	}
	for name, tt := range map[string]struct{ xml, what string }{
		"AUser":            {listXML("", string(phone), "arn:aws:iam::111122223333:user/alice"), "holds what is no device"},
		"ARole":            {listXML("", string(phone), "arn:aws:iam::111122223333:role/admin"), "holds what is no device"},
		"OtherService":     {listXML("", string(phone), "arn:aws:s3:::bucket-EXAMPLE"), "holds what is no device"},
		"NoAccount":        {listXML("", "arn:aws:iam::1111:mfa/phone"), "holds what is no device"},
		"Short":            {listXML("", string(phone), "short"), "holds what is no device"},
		"Long":             {listXML("", "G"+strings.Repeat("1", 256)), "holds what is no device"},
		"Space":            {listXML("", string(phone), "has space in it"), "holds what is no device"},
		"Escape":           {listXML("", string(phone), "arn:aws:iam::111122223333:mfa/\u009b31m"), "holds what is no device"},
		"Newline":          {listXML("", "GAHT12345678&#10;export"), "holds what is no device"},
		"NoSerial":         {listXML("", string(phone), ""), "holds what is no device"},
		"Twice":            {listXML("", string(phone), string(phone)), "names a device twice"},
		"ForeignUser":      {change("<UserName>alice<", "<UserName>bob<"), "holds a device of another user"},
		"OddUser":          {change("<UserName>alice<", "<UserName>al\u009b31mice<"), "holds a device of what is no user"},
		"LongUser":         {change("<UserName>alice<", "<UserName>"+strings.Repeat("a", 65)+"<"), "holds a device of what is no user"},
		"ForeignAccount":   {listXML("", string(phone), "arn:aws:iam::444455556666:mfa/bob"), "holds a device of another account"},
		"NoDate":           {change("<EnableDate>2026-01-02T03:04:05Z</EnableDate>", ""), "holds a device without a date in the past"},
		"Year9999":         {change("2026-01-02T", "9999-12-31T"), "holds a device without a date in the past"},
		"OddDate":          {change("2026-01-02T03:04:05Z", "yesterday"), "cannot be read, or was cut short"},
		"Thousands":        {listXML("", thousands...), "holds more devices than a user can have"},
		"MoreAndNotWhere":  {strings.Replace(listXML("x", string(phone)), "<Marker>x</Marker>", "", 1), "says that there is more, and not where"},
		"TruncatedInBytes": {listXML("", string(phone))[:200], "cannot be read, or was cut short"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, say(200, tt.xml))
			got, err := client(s.URL).ListDevices(context.Background())
			var e *awsapi.AnswerError
			if got != nil || !errors.As(err, &e) || e.What != tt.what {
				t.Errorf("%v, %v, want %q", got, err, tt.what)
			}
			conditions(t, err, session.ErrAWS)
			if n := len(s.actions()); n != 1 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

// A list asked for by name is that of the user.
func TestListDevicesByNameOfAnother(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Form.Get("Action") == "GetCallerIdentity":
			say(200, identityXML("arn:aws:iam::111122223333:user/bob"))(w, r)
		case r.Form.Get("UserName") != "":
			say(200, listXML("", string(phone)))(w, r)
		default:
			refuse(403, "AccessDenied", explicitDeny)(w, r)
		}
	})
	_, err := client(s.URL).ListDevices(context.Background())
	var e *awsapi.AnswerError
	if !errors.As(err, &e) || e.What != "holds a device of another user" {
		t.Errorf("error %v", err)
	}
}

func TestListDevicesReadsAllPages(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Form.Get("Marker") == "" {
			say(200, listXML("next", string(phone)))(w, r)
			return
		}
		say(200, listXML("", "GAHT12345678"))(w, r)
	})
	got, err := client(s.URL).ListDevices(context.Background())
	if diff := cmp.Diff(listed(phone, "GAHT12345678"), got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestListDevicesEndsAListThatDoesNot(t *testing.T) {
	for name, tt := range map[string]struct {
		next  func(n int) string
		calls int
	}{
		"SameMarker":   {func(int) string { return "again" }, 2},
		"OtherMarkers": {func(n int) string { return fmt.Sprintf("page%d", n) }, 10},
	} {
		t.Run(name, func(t *testing.T) {
			var s *server
			s = serve(t, func(w http.ResponseWriter, r *http.Request) {
				n := len(s.actions())
				say(200, listXML(tt.next(n), fmt.Sprintf("GAHT%08d", n)))(w, r)
			})
			got, err := client(s.URL).ListDevices(context.Background())
			var e *awsapi.AnswerError
			if got != nil || !errors.As(err, &e) || e.What != "does not end" {
				t.Errorf("%v, %v", got, err)
			}
			if n := len(s.actions()); n != tt.calls {
				t.Errorf("%d calls, want %d", n, tt.calls)
			}
		})
	}
}

// An answer of some other server must not look like "no devices": that would be the refusal.
func TestListDevicesTellsNoListFromAnEmptyOne(t *testing.T) {
	for name, body := range map[string]string{
		"Empty":  "",
		"JSON":   "{}",
		"HTML":   "<html><body>Please log in</body></html>",
		"NoList": "<ListMFADevicesResponse><ListMFADevicesResult><IsTruncated>false</IsTruncated></ListMFADevicesResult></ListMFADevicesResponse>",
		"Large":  listXML("", strings.Repeat("x", 2<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := client(serve(t, say(200, body)).URL).ListDevices(context.Background())
			var e *awsapi.AnswerError
			if got != nil || !errors.As(err, &e) || !errors.Is(err, session.ErrAWS) || errors.Is(err, session.ErrCodeMayBeSpent) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

func TestListDevicesIsRepeated(t *testing.T) {
	for name, fault := range map[string]http.HandlerFunc{
		"Throttled": refuse(400, "Throttling", "Rate exceeded"),
		"Failure":   refuse(500, "ServiceFailure", "oops"),
		"Reset":     hangUp(reset),
	} {
		t.Run(name, func(t *testing.T) {
			var s *server
			s = serve(t, func(w http.ResponseWriter, r *http.Request) {
				if len(s.actions()) < 3 {
					fault(w, r)
					return
				}
				say(200, listXML("", string(phone)))(w, r)
			})
			got, err := client(s.URL).ListDevices(context.Background())
			if err != nil || len(got) != 1 {
				t.Errorf("%v, %v", got, err)
			}
			always := serve(t, fault)
			if _, err := client(always.URL).ListDevices(context.Background()); !errors.Is(err, session.ErrAWS) {
				t.Errorf("error %v", err)
			}
			if n := len(always.actions()); n != 3 {
				t.Errorf("%d attempts", n)
			}
		})
	}
}

func TestListDevicesThatIsDeniedNamesTheUser(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:iam::111122223333:user/alice":              "alice",
		"arn:aws-cn:iam::111122223333:user/staff/eu/al.ice": "al.ice",
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Form.Get("Action") == "GetCallerIdentity":
				say(200, identityXML(arn))(w, r)
			case r.Form.Get("UserName") == want:
				say(200, strings.ReplaceAll(listXML("", string(phone)), "<UserName>alice<", "<UserName>"+want+"<"))(w, r)
			default:
				refuse(403, "AccessDenied", explicitDeny)(w, r)
			}
		})
		got, err := client(s.URL).ListDevices(context.Background())
		if err != nil || len(got) != 1 {
			t.Errorf("%s: %v, %v", arn, got, err)
		}
		if diff := cmp.Diff([]string{"ListMFADevices", "GetCallerIdentity", "ListMFADevices"}, s.actions()); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
	}
}

func TestListDevicesDenied(t *testing.T) {
	const alice = "arn:aws:iam::111122223333:user/alice"
	details := ". Go to https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/ID for complete details"
	tests := map[string]struct {
		message string
		arn     string
		want    awsapi.ListDeniedError
		text    string
		calls   int
	}{
		"Explicitly":    {explicitDeny, alice, awsapi.ListDeniedError{ExplicitDeny: true}, "listing MFA devices is denied by a policy", 3},
		"ByPolicy":      {explicitDeny + ": arn:aws:iam::111122223333:policy/Force.MFA" + details, alice, awsapi.ListDeniedError{ExplicitDeny: true, Policy: "arn:aws:iam::111122223333:policy/Force.MFA"}, "listing MFA devices is denied by arn:aws:iam::111122223333:policy/Force.MFA", 3},
		"ByNoPolicy":    {"… because no identity-based policy allows the iam:ListMFADevices action", alice, awsapi.ListDeniedError{}, "listing MFA devices is not allowed by any policy", 3},
		"OfARole":       {explicitDeny, "arn:aws:sts::111122223333:assumed-role/admin/alice", awsapi.ListDeniedError{ExplicitDeny: true}, "listing MFA devices is denied by a policy", 2},
		"OfNoName":      {explicitDeny, "arn:aws:iam::111122223333:user/", awsapi.ListDeniedError{ExplicitDeny: true}, "listing MFA devices is denied by a policy", 2},
		"OfAnOddName":   {explicitDeny, "arn:aws:iam::111122223333:user/al ice", awsapi.ListDeniedError{ExplicitDeny: true}, "listing MFA devices is denied by a policy", 2},
		"OfSomeoneGone": {explicitDeny, "", awsapi.ListDeniedError{ExplicitDeny: true}, "listing MFA devices is denied by a policy", 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, deny(tt.message, tt.arn))
			_, err := client(s.URL).ListDevices(context.Background())
			conditions(t, err, session.ErrListDenied)
			var e *awsapi.ListDeniedError
			if !errors.As(err, &e) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(tt.want, *e); diff != "" || err.Error() != tt.text {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			if n := len(s.actions()); n != tt.calls {
				t.Errorf("%d calls, want %d", n, tt.calls)
			}
		})
	}
}

// deny answers every list with a denial, and GetCallerIdentity with the ARN, if there is one.
func deny(message, arn string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Form.Get("Action") != "GetCallerIdentity":
			refuse(403, "AccessDenied", message)(w, r)
		case arn == "":
			refuse(403, "AccessDenied", "no")(w, r)
		default:
			say(200, identityXML(arn))(w, r)
		}
	}
}

func TestListDevicesWithBadKeys(t *testing.T) {
	s := serve(t, refuse(403, "InvalidClientTokenId", "The security token included in the request is invalid."))
	if _, err := client(s.URL).ListDevices(context.Background()); !errors.Is(err, session.ErrKeysRejected) {
		t.Errorf("error %v", err)
	}
	if n := len(s.actions()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

func TestListDevicesEndsInTime(t *testing.T) {
	s := serve(t, stall)
	c := client(s.URL)
	c.Shorten(awsapi.CallLimit)
	_, err := c.ListDevices(context.Background())
	var e *awsapi.NoAnswerError
	if !errors.As(err, &e) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("without a deadline: %v", err)
	}
	later, cancelLater := context.WithTimeout(context.Background(), time.Hour)
	defer cancelLater()
	begin := time.Now()
	if _, err := c.ListDevices(later); !errors.As(err, &e) || time.Since(begin) > time.Minute {
		t.Errorf("with a later deadline, after %v: %v", time.Since(begin), err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := client(s.URL).ListDevices(ctx); !errors.Is(err, session.ErrAWS) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with the caller's deadline: %v", err)
	}
}
