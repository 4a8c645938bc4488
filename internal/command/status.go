package command

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/device"
	"github.com/mfa-session/mfa-session/internal/session"
	"github.com/mfa-session/mfa-session/internal/statefile"
)

func (r *run) statusCommand() *cli.Command {
	return &cli.Command{
		Name:  "status",
		Usage: "show what is stored and for how long, without opening the keychain",
		Flags: join(profileFlags(), serialFlags(), []cli.Flag{
			&cli.BoolFlag{Name: "json", Usage: "print JSON"},
			&cli.BoolFlag{Name: "prompt", Usage: "print a short text for a shell prompt, such as: work 43m"},
		}),
		Description: "With --quiet nothing is printed: exit 0 with a session, 10 without.\n\n" +
			"Example:\n\n  mfa-session status --quiet || mfa-session login",
		Action: r.action(r.status),
	}
}

// status reads the record only: no keychain is opened, so nothing is unlocked and nobody asked.
func (r *run) status(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	records, unread := r.sessions().List()
	records = slices.DeleteFunc(records, func(record statefile.SessionRecord) bool {
		return record.BootID != "" && record.BootID != bootID()
	})
	if r.quiet || c.Bool("prompt") {
		return r.statusOfOne(c, records)
	}
	r.warnOfRecord(unread)
	who := caller{}
	if c.IsSet(profileOption) || c.IsSet(serialOption) {
		var err error
		if who, err = r.statusCaller(c); err != nil {
			return err
		}
		records = slices.DeleteFunc(records, func(record statefile.SessionRecord) bool { return !who.owns(record) })
	}
	slices.SortStableFunc(records, func(a, b statefile.SessionRecord) int { return cmp.Compare(a.Profile, b.Profile) })
	if c.Bool("json") {
		return r.statusJSON(records)
	}
	return r.statusTable(who, records, unread == nil)
}

func (r *run) statusCaller(c *cli.Context) (caller, error) {
	o, err := r.readOptions(c)
	if err != nil {
		return caller{}, err
	}
	return r.findCaller(o, true)
}

// owns says whether a stored session is one of the caller's.
func (c caller) owns(record statefile.SessionRecord) bool {
	return record.AccessKeyID == c.accessKeyID && record.CustomEndpoint == c.stsEndpoint &&
		(!c.given || record.SerialNumber == string(c.serial))
}

// gets says whether a stored session is the one that the caller would get.
func (c caller) gets(record statefile.SessionRecord) bool {
	return c.owns(record) && (c.serial == "" || record.SerialNumber == string(c.serial))
}

// statusOfOne is for scripts and prompts: whether the caller has a session, and how long. A prompt
// is no place for errors: it is shown again and again.
func (r *run) statusOfOne(c *cli.Context, records []statefile.SessionRecord) error {
	r.toldState = true
	who, err := r.statusCaller(c)
	if err != nil && !r.quiet {
		r.debugf("%v", err)
		return nil
	}
	if err != nil {
		return err
	}
	var best time.Time
	for _, record := range records {
		if who.gets(record) && r.freshness(record) >= session.Usable && record.ExpiresAt.After(best) {
			best = record.ExpiresAt
		}
	}
	switch {
	case best.IsZero() && r.quiet:
		r.exitCode = exitNothingStored
	case !best.IsZero() && c.Bool("prompt") && !r.quiet:
		fmt.Fprintf(&r.out, "%s %s\n", printable(who.label()), timeLeft(best.Sub(r.Now())))
	}
	return nil
}

func (r *run) freshness(record statefile.SessionRecord) session.Freshness {
	return session.FreshnessOf(record.IssuedAt, record.ExpiresAt, r.Now())
}

// timeLeft is short enough for a prompt: 43m, 11h42m.
func timeLeft(d time.Duration) string {
	d = d.Truncate(time.Minute)
	hours, minutes := d/time.Hour, d%time.Hour/time.Minute
	if hours == 0 {
		return fmt.Sprintf("%dm", minutes)
	}
	return fmt.Sprintf("%dh%02dm", hours, minutes)
}

// statusTable says that nothing is stored only where that is known.
func (r *run) statusTable(who caller, records []statefile.SessionRecord, known bool) error {
	if len(records) == 0 {
		if !known {
			return nil
		}
		r.tell("no session is stored")
		r.tell("hint: get one: %s", loginFor(who))
		return nil
	}
	w := tabwriter.NewWriter(&r.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PROFILE\tDEVICE\tKEYCHAIN\tSTATE\tLEFT")
	for _, record := range records {
		left := "-"
		if d := record.ExpiresAt.Sub(r.Now()); d > 0 {
			left = timeLeft(d)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", printable(record.Profile), r.deviceOf(record),
			printable(record.Backend), r.freshness(record), left)
	}
	return w.Flush()
}

// deviceOf is the device of a session, and the one that is asked for next where that is another.
func (r *run) deviceOf(record statefile.SessionRecord) string {
	text := printable(device.SerialNumber(record.SerialNumber).Name())
	next := r.memory().Remembered(record.AccessKeyID)
	switch {
	case next == "" || string(next) == record.SerialNumber:
		return text
	case next.Name() == device.SerialNumber(record.SerialNumber).Name():
		return text + " (default: " + printable(string(next)) + ")"
	}
	return text + " (default: " + printable(next.Name()) + ")"
}

// statusEntry is a session in the JSON of status.
type statusEntry struct {
	Profile      string `json:"profile"`
	AccessKeyID  string `json:"access_key_id"` // of the long-term keys
	SerialNumber string `json:"serial_number"`
	Backend      string `json:"backend"`
	State        string `json:"state"`
	ExpiresAt    string `json:"expires_at"` // RFC 3339, UTC
	SecondsLeft  int64  `json:"seconds_left"`
}

func (r *run) statusJSON(records []statefile.SessionRecord) error {
	entries := []statusEntry{}
	for _, record := range records {
		entries = append(entries, statusEntry{
			Profile:      record.Profile,
			AccessKeyID:  record.AccessKeyID,
			SerialNumber: record.SerialNumber,
			Backend:      record.Backend,
			State:        r.freshness(record).String(),
			ExpiresAt:    record.ExpiresAt.UTC().Format(time.RFC3339),
			SecondsLeft:  max(0, int64(record.ExpiresAt.Sub(r.Now())/time.Second)),
		})
	}
	encoder := json.NewEncoder(&r.out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		SchemaVersion int           `json:"schema_version"`
		Sessions      []statusEntry `json:"sessions"`
	}{1, entries})
}
