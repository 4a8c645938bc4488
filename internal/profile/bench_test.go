package profile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
)

// BenchmarkLookUp reads the last of N profiles, which is what every start of the program does, and
// the same with the SDK's reader.
func BenchmarkLookUp(b *testing.B) {
	for _, n := range []int{10, 1_000, 10_000} {
		f := manyProfiles(b, n)
		name := fmt.Sprintf("profile-%d", n-1)
		b.Run(fmt.Sprintf("ours/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(f, name); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("SDK/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := config.LoadSharedConfigProfile(context.Background(), name, func(o *config.LoadSharedConfigOptions) {
					o.ConfigFiles, o.CredentialsFiles = []string{f.ConfigPath}, []string{f.CredentialsPath}
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func manyProfiles(b *testing.B, n int) Files {
	b.Helper()
	var conf, creds strings.Builder
	for i := range n {
		fmt.Fprintf(&conf, "[profile profile-%d]\nregion = eu-west-1\noutput = json\nmfa_serial = arn:aws:iam::123456789012:mfa/user-%d\n\n", i, i)
	}
	fmt.Fprintf(&creds, "[profile-%d]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secretEXAMPLE\n", n-1)
	dir := b.TempDir()
	f := Files{ConfigPath: filepath.Join(dir, "config"), CredentialsPath: filepath.Join(dir, "credentials")}
	for path, text := range map[string]string{f.ConfigPath: conf.String(), f.CredentialsPath: creds.String()} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return f
}
