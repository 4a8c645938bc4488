package main

// trial is tests that prove one line of a table: all those of some test files, so that a new test of
// such a file is in it by itself.
type trial struct {
	what  string   // as the table says it
	files []string // below internal/; a directory is all its test files
	only  string   // which of the tests, as a regular expression; empty: all
	flags []string // of the test program
}

// The load that must be held. Sizes are those that the design demands.
var load = []trial{
	{
		what: "200 processes at once, each keychain: a cold store, --refresh, two keys", files: []string{"e2e/storm_answers_test.go"},
		flags: []string{"-storm=200", "-storm-desktop=200"},
	},
	{
		what: "500 processes at once on a cold store, each keychain", files: []string{"e2e/storm_answers_test.go"}, only: "^TestAStormIsAnsweredByOneCode$",
		flags: []string{"-storm=500", "-storm-desktop=500"},
	},
	{what: "6,000 reads of a real gnome-keyring, 100 at once", files: []string{"e2e/storm_hits_test.go"}, flags: []string{"-storm-hits=60"}},
	{what: "6,000 reads of a real pass, 100 at once; a locked one", files: []string{"e2e/storm_pass_test.go"}, flags: []string{"-hit-rounds=60"}},
	{what: "crowds whose turn fails, is cancelled, or asks at a terminal", files: []string{"e2e/storm_failures_test.go", "e2e/storm_terminal_test.go"}},
	{what: "the queue by itself, and locks", files: []string{"queue", "statefile/lock_test.go", "statefile/turn_test.go"}},
}

// The faults that must be survived.
var faults = []trial{
	{what: "processes killed at random moments, 1,000 rounds", files: []string{"e2e/storm_killed_test.go"}, flags: []string{"-storm-rounds=1000"}},
	{what: "holders of the turn that die or stop", files: []string{"e2e/storm_holder_test.go", "command/stopped_unix_test.go"}},
	{what: "answers of STS and IAM, and no answers", files: []string{"e2e/answers_unix_test.go", "awsapi"}},
	{
		what: "files of any kind, content and mode; full disks; no home",
		files: []string{
			"e2e/files_unix_test.go", "e2e/spellings_unix_test.go", "e2e/rewritten_unix_test.go", "e2e/unreadable_linux_test.go", "e2e/statefiles_unix_test.go",
			"e2e/modes_unix_test.go", "e2e/homes_linux_test.go", "e2e/fulldisk_linux_test.go", "e2e/shutstate_linux_test.go", "e2e/limits_linux_test.go",
			"profile/load_test.go", "profile/load_unix_test.go", "statefile/unix_test.go", "statefile/blocked_test.go", "statefile/write_test.go",
		},
	},
	{what: "clocks that are wrong or jump", files: []string{"command/clock_test.go"}},
	{
		what: "signals at every moment, closed and full streams",
		files: []string{
			"e2e/signals_test.go", "e2e/signals_save_test.go", "e2e/jobs_test.go", "e2e/prompts_test.go", "e2e/dialogs_ends_test.go", "e2e/descriptors_test.go",
			"command/signals_unix_test.go",
		},
	},
	{
		what:  "programs that call us again, are not to be trusted, or look inside",
		files: []string{"e2e/recursion_test.go", "e2e/mfaprocess_unix_test.go", "e2e/harden_linux_test.go"},
	},
	{
		what:  "foreign texts, and secrets wherever they could leak",
		files: []string{"e2e/hostile_test.go", "e2e/hostilebus_linux_test.go", "e2e/canary_test.go", "e2e/leaks_test.go", "e2e/children_linux_test.go", "command/redaction_test.go"},
	},
	{what: "keychains that hang, are locked, full or garbled", files: []string{"keychain", "command/storefaults_unix_test.go"}},
	{what: "the hints of all these, typed", files: []string{"e2e/hints_test.go", "e2e/hints_process_test.go"}},
	{what: "scripts, among them one without any network", files: []string{"e2e/e2e_test.go"}},
}

// What is held against other programs, on more cases than make test takes.
var compared = []trial{
	{
		what:  "config files, against botocore and the Go SDK",
		files: []string{"profile/botocore_test.go", "profile/sdk_test.go", "profile/oddities_test.go"}, flags: []string{"-corpus=10"},
	},
	{
		what:  "values written for shells, read back by each of them",
		files: []string{"credformat/roundtrip_shells_test.go"}, flags: []string{"-values=100000"},
	},
	{what: "policies, against an independent simulator", files: []string{"policy/simulate_test.go"}, flags: []string{"-simulate=10000"}},
}

// ordinary are the test files of the end-to-end tests that prove no load and no fault.
var ordinary = []string{
	"accounts_test.go", "completion_linux_test.go", "completion_test.go", "completion_ways_test.go", "demo_test.go", "dialogs_test.go",
	"docs_test.go", "docsmanual_test.go", "ordinary_linux_test.go", "pinentry_test.go", "segments_test.go", "shellinit_settings_test.go", "shellinit_test.go", "shells_list_test.go", "shells_test.go",
}
