package command

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/mfa-session/mfa-session/internal/awsapi"
	"github.com/mfa-session/mfa-session/internal/credformat"
	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/keychain"
	"github.com/mfa-session/mfa-session/internal/profile"
	"github.com/mfa-session/mfa-session/internal/secret"
	"github.com/mfa-session/mfa-session/internal/session"
)

// caller is whose session it is, and what options, environment and files say around it. Making one
// reads two small files and calls nobody.
type caller struct {
	profile      string // the profile that was named, empty for keys of the environment
	nameless     bool   // it is found without a name
	accessKeyID  string
	secret       secret.Text      // empty: the keys are gone from the environment
	backend      keychain.Backend // what hints must name: that of the command line, or none; mostly empty
	serial       device.SerialNumber
	given        bool   // the serial number was asked for, not remembered
	keysFile     string // empty for keys of the environment
	mfaProcess   string
	region       string // where to call
	exportRegion string // what to export, empty for none
	network      profile.Network
	stsEndpoint  string
	iamEndpoint  string
}

// String keeps the secret out of messages.
func (c caller) String() string { return c.name() }

// Format keeps it out of every verb of fmt.
func (c caller) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// name is how messages call the owner of the keys.
func (c caller) name() string {
	if c.profile == "" {
		return "the keys in the environment"
	}
	return "profile " + printable(c.profile)
}

// identity is what a session of the caller is bound to.
func (c caller) identity() session.Identity {
	partition := c.serial.Partition()
	if partition == "" {
		partition = awsapi.Partition(c.region)
	}
	return session.Identity{AccessKeyID: c.accessKeyID, SerialNumber: c.serial, Partition: partition, CustomEndpoint: c.stsEndpoint}
}

// findCaller resolves options, environment and files. Its errors are in the order of the exit
// codes: usage, then keys, then the form of the serial number.
func (r *run) findCaller(o options, loadedCounts bool) (caller, error) {
	c, found, keysErr := r.findKeys(o, loadedCounts)
	if o.named || o.backend == keychain.None {
		c.backend = o.backend
	}
	c.mfaProcess, c.exportRegion, c.network = found.MFAProcess, found.ExportRegion, found.Network
	if err := r.findEndpoints(&c); err != nil {
		return caller{}, err
	}
	chosen, err := r.chosenRegion(o, found.Region)
	if err != nil {
		return caller{}, err
	}
	if keysErr != nil {
		return caller{}, keysErr
	}
	if err := r.findSerial(&c, o, found.MFASerial, chosen); err != nil {
		return caller{}, err
	}
	c.region = chosen
	if chosen == "" {
		c.region = awsapi.DefaultRegion(c.serial.Partition())
	}
	r.debugf("%s: region %s, device %s", c.name(), c.region, cmp.Or(string(c.serial), "not known yet"))
	return c, nil
}

// findKeys finds the keys and the settings that go with them. Keys of the environment go with the
// network settings that the AWS CLI would use for them, but with nobody's device.
func (r *run) findKeys(o options, loadedCounts bool) (caller, profile.Profile, error) {
	src, err := r.findSource(o, loadedCounts)
	if err != nil {
		return caller{}, profile.Profile{}, err
	}
	files := r.awsFiles()
	if src.environment || src.lostKey != "" {
		c := caller{accessKeyID: src.lostKey}
		if src.environment {
			var err error
			if c.accessKeyID, c.secret, err = r.environmentKeys(); err != nil {
				return caller{}, profile.Profile{}, err
			}
		}
		settings, err := profile.Settings(files, r.settingsProfile())
		settings.MFASerial, settings.MFAProcess = "", ""
		return c, settings, err
	}
	p, err := profile.Read(files, src.profile)
	if err != nil {
		return caller{}, profile.Profile{}, &namedError{from: src.from, err: err}
	}
	return caller{
		profile:     p.Name,
		nameless:    src.from == "" && r.getenv("MFA_SESSION_LOADED") == "",
		accessKeyID: p.Keys.AccessKeyID,
		secret:      p.Keys.SecretAccessKey,
		keysFile:    p.Keys.File,
	}, p, nil
}

// awsFiles are the files of AWS's as they are now.
func (r *run) awsFiles() profile.Files {
	f := profile.DefaultFiles(r.getenv, r.Home)
	f.Now = r.Now()
	return f
}

func (r *run) settingsProfile() string {
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} {
		if value := r.getenv(name); value != "" {
			return value
		}
	}
	return "default"
}

// chosenRegion is the region somebody chose: option, environment, profile; empty when none did.
func (r *run) chosenRegion(o options, ofProfile string) (string, error) {
	region, from := o.region.value, o.region.from
	if region == "" {
		region, from = credformat.EffectiveRegion(r.getenv), "AWS_REGION"
	}
	if region == "" {
		region, from = ofProfile, "region in the profile"
	}
	if region == "" {
		return "", nil
	}
	if err := awsapi.ParseRegion(region); err != nil {
		return "", usageErrorf("%s: %s is not a region", from, printable(region)).hint("write it like eu-west-1")
	}
	return region, nil
}

// findSerial takes the serial number that was given, or the one that is remembered for the key.
func (r *run) findSerial(c *caller, o options, ofProfile, region string) error {
	text := o.serial.value
	if text == "" {
		text = ofProfile
	}
	if text == "" {
		c.serial = r.remembered(c.accessKeyID, region)
		return nil
	}
	serial, err := device.ParseSerialNumber(text)
	if err != nil {
		return err
	}
	if elsewhere(serial, region) {
		return &device.SerialNumberError{SerialNumber: text, Reason: device.ReasonPartition, Region: region}
	}
	c.serial, c.given = serial, true
	return nil
}

// remembered is the device last used with the key. One that cannot be of use in the region is not
// forgotten: the next command may be in its partition. Where it cannot be looked up, that is told in the
// end: no stored session is found without it.
func (r *run) remembered(accessKeyID, region string) device.SerialNumber {
	serial, err := r.memory().Look(accessKeyID)
	if err != nil {
		r.ofState(err)
	}
	if elsewhere(serial, region) {
		return ""
	}
	return serial
}

// elsewhere says that a device is of another partition than the region.
func elsewhere(serial device.SerialNumber, region string) bool {
	partition := serial.Partition()
	return partition != "" && region != "" && partition != awsapi.Partition(region)
}

// findEndpoints finds the custom endpoints as the AWS CLI does: the environment before the profile,
// the service's own before that of all services.
func (r *run) findEndpoints(c *caller) error {
	if c.network.IgnoreConfiguredEndpoints || isTrue(r.getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) {
		return nil
	}
	all := r.getenv("AWS_ENDPOINT_URL")
	c.stsEndpoint = firstOf(r.getenv("AWS_ENDPOINT_URL_STS"), all, c.network.STSEndpointURL, c.network.EndpointURL)
	c.iamEndpoint = firstOf(r.getenv("AWS_ENDPOINT_URL_IAM"), all, c.network.IAMEndpointURL, c.network.EndpointURL)
	for _, endpoint := range []*string{&c.stsEndpoint, &c.iamEndpoint} {
		*endpoint = strings.TrimRight(*endpoint, "/") // the same endpoint, so the same session
		if *endpoint == "" {
			continue
		}
		if err := awsapi.ParseEndpoint(*endpoint); err != nil {
			return usageErrorf("%v", err).
				hint("look at AWS_ENDPOINT_URL and at endpoint_url in the profile: https://HOST, or http://127.0.0.1:PORT on this machine")
		}
	}
	return nil
}

// isTrue is a yes as the AWS tools write it.
func isTrue(value string) bool { return strings.EqualFold(value, "true") }

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
