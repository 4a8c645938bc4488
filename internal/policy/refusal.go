package policy

import (
	"strings"
)

// Source is a kind of policy that refuses, as AWS calls it where it refuses.
type Source string

// The kinds that AWS names (IAM User Guide, Troubleshoot access denied error messages).
const (
	IdentityKind        Source = "identity-based policy"
	ResourceKind        Source = "resource-based policy"
	BoundaryKind        Source = "permissions boundary"
	ServiceControlKind  Source = "service control policy"
	ResourceControlKind Source = "resource control policy"
	SessionKind         Source = "session policy"
	EndpointKind        Source = "VPC endpoint policy"
)

// Refusal is a message of AWS that refuses an action, taken apart.
type Refusal struct {
	Caller        string // ARN
	Action        string
	Resource      string // as AWS writes it: an ARN, "user alice", or empty
	Kind          Source // empty where AWS does not say
	Explicit      bool   // a statement denies it; otherwise none allows it, or AWS does not say
	Policy        string // ARN of the policy, where AWS names it
	Authorization string // the id by which AWS tells more
	Rule          Rule
}

// Rule is a refusal by no policy, but by a rule of AWS.
type Rule int

// The rules.
const (
	NoRule        Rule = iota
	OwnDeviceRule      // a user with a device changes own devices with MFA only
	SessionRule        // GetSessionToken takes long-term keys only
	CodeRule           // the code was wrong, or spent
	SerialRule         // the device is not the caller's
)

// ruleTexts are what AWS says by its rules.
var ruleTexts = []struct {
	rule Rule
	text string
}{
	{OwnDeviceRule, "authenticated with an MFA device that is enabled for this user"},
	{SessionRule, "Cannot call GetSessionToken with session credentials"},
	{CodeRule, "invalid MFA one time pass code"},
	{SerialRule, "unable to validate MFA code"},
}

// ReadRefusal reads a message of AWS, with what programs put around it. It is false for a text that
// says of nobody that an action was refused.
func ReadRefusal(text string) (Refusal, bool) {
	text = flattened(text)
	for _, r := range ruleTexts {
		if containsAnyCase(text, r.text) {
			return Refusal{Rule: r.rule}, true
		}
	}
	before, after, found := strings.Cut(text, " is not authorized to perform")
	if !found {
		return Refusal{}, false
	}
	r := Refusal{Caller: lastWord(before)}
	r.Action, after = firstWord(strings.TrimPrefix(strings.TrimLeft(after, ": "), "action: "))
	if !strings.HasPrefix(r.Caller, "arn:") || !strings.Contains(r.Action, ":") {
		return Refusal{}, false
	}
	after = r.readReason(after)
	if id, found := cutAfter(after, "authorization id:"); found {
		r.Authorization, _ = firstWord(id)
	}
	return r, true
}

// readReason reads the resource and which kind of policy decided, and returns the rest.
func (r *Refusal) readReason(text string) string {
	resource, reason := text, ""
	for _, start := range []string{" with an explicit deny", " because "} {
		if i := strings.Index(text, start); i >= 0 && i < len(resource) {
			resource, reason = text[:i], text[i:]
		}
	}
	if _, named, found := strings.Cut(resource, "on resource:"); found {
		r.Resource = trimmedResource(named)
	}
	r.Explicit = strings.HasPrefix(reason, " with an explicit deny")
	r.Kind, reason = kindIn(reason)
	if word, _ := firstWord(strings.TrimLeft(reason, ": ")); r.Explicit && strings.HasPrefix(word, "arn:") {
		r.Policy = word
	}
	return text
}

// kindIn finds the kind of policy that a reason names first, and what follows it.
func kindIn(reason string) (Source, string) {
	kinds := []Source{IdentityKind, ResourceKind, BoundaryKind, ServiceControlKind, ResourceControlKind, SessionKind, EndpointKind}
	found, end := Source(""), len(reason)
	at := end
	for _, k := range kinds {
		if i := indexAnyCase(reason, string(k)); i >= 0 && i < at {
			found, at, end = k, i, i+len(k)
		}
	}
	return found, reason[end:]
}

// trimmedResource cuts what programs write behind a message that ends with the resource.
func trimmedResource(s string) string {
	for _, end := range []string{" (Service:", "</", ", status code", " Encoded authorization", ". Go to "} {
		s, _, _ = strings.Cut(s, end)
	}
	return strings.Trim(strings.TrimSpace(s), `"'.,;}]\`)
}

// flattened makes one line of a message: of several lines, with the margin of Terraform, escaped in JSON
// or XML.
func flattened(text string) string {
	text = strings.NewReplacer("│", " ", "╷", " ", "╵", " ", `\n`, " ", `\"`, `"`, "&quot;", `"`, "&#34;", `"`, "&apos;", "'").Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

func containsAnyCase(s, part string) bool { return indexAnyCase(s, part) >= 0 }

// indexAnyCase is where a part of ASCII begins in s, in whichever case. What strings.ToLower gives may
// have another length: of text that is no UTF-8, and of some letters.
func indexAnyCase(s, part string) int {
	for i := range len(s) - len(part) + 1 {
		if strings.EqualFold(s[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}

func cutAfter(s, mark string) (string, bool) {
	_, after, found := strings.Cut(s, mark)
	return after, found
}

// firstWord is the first word without the punctuation around it, and the rest.
func firstWord(s string) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimSpace(s), " ")
	if rest != "" {
		rest = " " + rest
	}
	if i := strings.IndexAny(word, "<\""); i > 0 { // the end of XML or JSON
		word = word[:i]
	}
	return strings.Trim(word, `"'.,;:}]\`), rest
}

func lastWord(s string) string {
	return strings.Trim(s[strings.LastIndex(s, " ")+1:], `"'`)
}
