package credformat

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
)

func TestProcess(t *testing.T) {
	const head = `{"Version":1,"AccessKeyId":"ASIAEXAMPLE000000001","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",` +
		`"SessionToken":"IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVz+LWVhc3QtMSJ=","Expiration":"2026-11-22T14:04:05Z"`
	tests := []struct{ name, account, want string }{
		{"with the account", "111122223333", head + `,"AccountId":"111122223333"}` + "\n"},
		{"without an account", "", head + "}\n"},
		{"with what is no account", "11112222333", head + "}\n"},
		{"with what is not digits", "11112222333\n", head + "}\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Process(example(), test.account)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSTS(t *testing.T) {
	got, err := STS(example())
	if err != nil {
		t.Fatal(err)
	}
	want := `{
    "Credentials": {
        "AccessKeyId": "ASIAEXAMPLE000000001",
        "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "SessionToken": "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVz+LWVhc3QtMSJ=",
        "Expiration": "2026-11-22T14:04:05+00:00"
    }
}
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestObjectsRefuseWhatIsNoSession(t *testing.T) {
	tests := map[string]func(*aws.Credentials){
		"no access key":                    func(c *aws.Credentials) { c.AccessKeyID = "" },
		"no secret":                        func(c *aws.Credentials) { c.SecretAccessKey = "" },
		"no session token":                 func(c *aws.Credentials) { c.SessionToken = "" },
		"no expiration":                    func(c *aws.Credentials) { c.Expires = time.Time{} },
		"a line feed in the secret":        func(c *aws.Credentials) { c.SecretAccessKey = "EXAMPLE\n" },
		"invalid UTF-8 in the token":       func(c *aws.Credentials) { c.SessionToken = "EXAMPLE\xff" },
		"a letter beyond ASCII in the key": func(c *aws.Credentials) { c.AccessKeyID = "EXAMPLEÄ" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			c := example()
			change(&c)
			for _, f := range []Format{ProcessObject, STSObject} {
				text, err := f.Render(Loaded{Credentials: c, Profile: "work"}, "")
				if err == nil || text != "" {
					t.Fatalf("%s: accepted", f)
				}
				if strings.Contains(err.Error(), "EXAMPLE") {
					t.Errorf("%s: the error shows a value", f)
				}
			}
		})
	}
}
