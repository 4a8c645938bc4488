package profile

// written is a file that shows one feature: what this reader makes of profile "acme" or
// "default", whichever is there, and whether the Go SDK makes the same of it.
type written struct {
	name                string
	config, credentials string
	profile             string
	region              string // what Read gives; the feature shows in the region
	refused             error  // or why it is refused
	unknown             bool   // or that there is no such profile
	sdk                 string // the SDK's region where it differs, "none" for none, "-" for refused
	// or unknown, "!" for a panic
}

// handWritten also go to botocore with the generated corpus.
var handWritten = []written{
	{name: "plain", config: "[profile acme]\nregion = eu-west-1\n", profile: "acme", region: "eu-west-1"},
	{name: "no white space", config: "[profile acme]\nregion=eu-west-1", profile: "acme", region: "eu-west-1"},
	{name: "colon", config: "[profile acme]\nregion: eu-west-1\n", profile: "acme", region: "eu-west-1"},
	{name: "key in capitals", config: "[profile acme]\nRegion = eu-west-1\n", profile: "acme", region: "eu-west-1"},
	{name: "CRLF", config: "[profile acme]\r\nregion = eu-west-1\r\n", profile: "acme", region: "eu-west-1"},
	{name: "default", config: "[default]\nregion = eu-west-1\n", profile: "default", region: "eu-west-1"},
	{name: "default with prefix", config: "[profile default]\nregion = eu-west-1\n", profile: "default", region: "eu-west-1"},
	{name: "default twice, the prefix last", config: "[default]\nregion = one-1\n[profile default]\nregion = two-2\n", profile: "default", region: "two-2"},
	{name: "credentials file wins", config: "[profile acme]\nregion = one-1\n", credentials: "[acme]\nregion = two-2\n", profile: "acme", region: "two-2"},
	{name: "comments", config: "# a\n[profile acme]\n; region = one-1\n  # deeper\nregion = two-2\n#", profile: "acme", region: "two-2"},
	{name: "comment behind a header", config: "[profile acme] # x\nregion = eu-west-1\n", profile: "acme", region: "eu-west-1"},
	{name: "white space in a header", config: "[profile   acme ]\nregion = eu-west-1\n", profile: "acme", region: "eu-west-1"},
	{name: "no reference", config: "[profile acme]\nregion = %(region)s\nx=%(y)s\ny=%(x)s\n", profile: "acme", region: "%(region)s"},
	{name: "NUL", config: "[profile acme]\nregion = a\x00b\n", profile: "acme", region: "a\x00b"},
	{name: "all indented", config: "[profile acme]\n  output = text\n  region = eu-west-1\n", profile: "acme", region: "eu-west-1"},
	{name: "a nested setting of the same name", config: "[profile acme]\ns3 =\n  region = one-1\nregion = two-2\n", profile: "acme", region: "two-2"},
	{name: "blank value", config: "[profile acme]\nregion =\n", profile: "acme", region: ""},
	{name: "empty line in a section", config: "[profile acme]\noutput = text\n\n\nregion = eu-west-1\n", profile: "acme", region: "eu-west-1"},

	// From here on the Go SDK reads something else. botocore wins, or the file is refused.
	{name: "CR", config: "[profile acme]\rregion = eu-west-1\r", profile: "acme", region: "eu-west-1", sdk: "-"},
	{name: "quoted profile name", config: "[profile \"acme\"]\nregion = eu-west-1\n", profile: "acme", region: "eu-west-1", sdk: "-"},
	{name: "other quotes", config: "[profile 'acme']\nregion = eu-west-1\n", profile: "acme", region: "eu-west-1", sdk: "-"},
	{name: "quoted name with a space", config: "[profile \"x y\"]\nregion = eu-west-1\n", profile: "x y", region: "eu-west-1", sdk: "-"},
	{name: "unquoted name with a space", config: "[profile x y]\nregion = eu-west-1\n", profile: "x y", unknown: true, sdk: "eu-west-1"},
	{name: "quotes stay", config: "[profile acme]\nregion = \"eu-west-1\"\n", profile: "acme", region: `"eu-west-1"`, sdk: "eu-west-1"},
	{name: "stray quote", config: "[profile acme]\nregion = \"\n", profile: "acme", region: `"`, sdk: "!"},
	{name: "stray quote elsewhere", config: "[profile acme]\nregion = eu-west-1\n[profile x]\na = '\n", profile: "acme", region: "eu-west-1", sdk: "!"},
	{name: "comment behind a value", config: "[profile acme]\nregion = eu-west-1 # home\n", profile: "acme", region: "eu-west-1 # home", sdk: "eu-west-1"},
	{name: "semicolon behind a value", config: "[profile acme]\nregion = eu-west-1 ;home\n", profile: "acme", region: "eu-west-1 ;home", sdk: "eu-west-1"},
	{name: "default twice, the prefix first", config: "[profile default]\nregion = one-1\n[default]\nregion = two-2\n", profile: "default", region: "two-2", sdk: "one-1"},
	{name: "inherited", config: "[DEFAULT]\nregion = one-1\n[profile acme]\noutput = text\n", profile: "acme", region: "one-1", sdk: "none"},
	{name: "inherited, but has its own", config: "[profile acme]\nregion = two-2\n[DEFAULT]\nregion = one-1\n", profile: "acme", region: "two-2"},
	{name: "same profile, spelt differently", config: "[profile acme]\nregion = one-1\n[profile  acme]\noutput = text\n", profile: "acme", region: "", sdk: "one-1"},
	{name: "setting indented below another", config: "[profile acme]\noutput = text\n  region = eu-west-1\n", profile: "acme", region: "", sdk: "eu-west-1"},
	{name: "header indented below a setting", config: "[default]\noutput = text\n  [profile acme]\nregion = eu-west-1\n", profile: "acme", unknown: true, sdk: "eu-west-1"},
	{name: "header indented, nothing above", config: "  [profile acme]\n  region = eu-west-1\n", profile: "acme", region: "eu-west-1"},
	{name: "white space before the name", config: "[ profile acme ]\nregion = eu-west-1\n", profile: "acme", unknown: true, sdk: "eu-west-1"},
	{name: "no prefix", config: "[acme]\nregion = eu-west-1\n", profile: "acme", unknown: true, sdk: "-"},
	{name: "prefix in the credentials file", credentials: "[profile acme]\nregion = eu-west-1\n", profile: "acme", unknown: true, sdk: "-"},
	{name: "prefix run into a word", config: "[profilex acme]\nregion = eu-west-1\n", profile: "acme", region: "eu-west-1", sdk: "-"},
	{name: "bracket in a header", config: "[profile acme] ]\nregion = eu-west-1\n", profile: "acme", unknown: true, sdk: "-"},
	{name: "text behind a header", config: "[profile acme] x\nregion = eu-west-1\n", profile: "acme", region: "eu-west-1", sdk: "-"},
	{name: "byte order mark", config: "\xef\xbb\xbf[profile acme]\nregion = eu-west-1\n", profile: "acme", region: "eu-west-1", sdk: "-"},
	{name: "fault elsewhere", config: "[profile acme]\nregion = eu-west-1\n[profile x]\njunk\nb = 1\nb = 2\n[profile x]\n\xff\n", profile: "acme", region: "eu-west-1"},

	{name: "value in the next line", config: "[profile acme]\nregion = eu-west-1\n  and more\n", profile: "acme", refused: errSeveralLines, sdk: "eu-west-1\nand more"},
	{name: "block for a value", config: "[profile acme]\nregion =\n  a = eu-west-1\n", profile: "acme", refused: errSeveralLines, sdk: "none"},
	{name: "invalid UTF-8", config: "[profile acme]\nregion = \xff\n", profile: "acme", refused: errNotUTF8, sdk: "\xff"},
	{name: "junk", config: "[profile acme]\nregion\n", profile: "acme", refused: errNotSetting, sdk: "none"},
	{name: "no name before the sign", config: "[profile acme]\n= eu-west-1\n", profile: "acme", refused: errNotSetting, sdk: "none"},
	{name: "no section", config: "region = eu-west-1\n[profile acme]\n", profile: "acme", refused: errNoSection, sdk: "none"},
	{name: "open header", config: "[default]\nregion = one-1\n[profile acme\nregion = eu-west-1\n", profile: "default", refused: errOpenHeader, sdk: "eu-west-1"},
	{name: "secret without an id", credentials: "[acme]\naws_secret_access_key = secretEXAMPLE\n", profile: "acme", refused: ErrIncompleteKeys, sdk: "-"},
	{name: "id without a secret", credentials: "[acme]\naws_access_key_id = AKIAEXAMPLE\n", profile: "acme", refused: ErrIncompleteKeys, sdk: "-"},
	{name: "empty id", credentials: "[acme]\naws_access_key_id =\naws_secret_access_key = secretEXAMPLE\n", profile: "acme", refused: ErrIncompleteKeys, sdk: "none"},
	{name: "empty keys", credentials: "[acme]\naws_access_key_id =\naws_secret_access_key =\n", profile: "acme", refused: ErrIncompleteKeys, sdk: "none"},
	{name: "quoted id", credentials: "[acme]\naws_access_key_id = \"AKIAEXAMPLE\"\naws_secret_access_key = secretEXAMPLE\n", profile: "acme", refused: errBadKeyID, sdk: "none"},
	{name: "quoted secret", credentials: "[acme]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = 'secretEXAMPLE'\n", profile: "acme", refused: errBadSecret, sdk: "none"},
	{name: "comment behind an id", credentials: "[acme]\naws_access_key_id = AKIAEXAMPLE # me\naws_secret_access_key = secretEXAMPLE\n", profile: "acme", refused: errBadKeyID, sdk: "none"},
	{name: "service that is no block", config: "[profile acme]\nservices = local\n[services local]\nsts = http://127.0.0.1\n", profile: "acme", refused: errNotNested, sdk: "none"},
}
