package policy

import (
	"encoding/json"
	"math/rand/v2"
)

const anObject = "arn:aws:s3:::b/home/alice/x"

// generator makes policies and requests out of what both evaluators know.
type generator struct{ *rand.Rand }

func pick[T any](g generator, list ...T) T { return list[g.IntN(len(list))] }

// some picks one to three, each once.
func some(g generator, list ...string) []string {
	g.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:1+g.IntN(min(3, len(list)))]
}

func (g generator) question() question {
	q := question{
		Principal: alice, Account: account, Context: g.context(), SCPs: [][]json.RawMessage{},
		Action:   pick(g, "iam:EnableMFADevice", "iam:ListMFADevices", "iam:GetUser", "s3:GetObject", "s3:PutObject", "s3:getobject", "sts:AssumeRole"),
		Resource: pick(g, alice, bob, carolIn, anObject, "arn:aws:s3:::b/shared/y", "arn:aws:iam::"+account+":mfa/phone", "arn:aws:iam::"+account+":role/admin"),
	}
	for range 1 + g.IntN(2) {
		q.Identity = append(q.Identity, g.policy())
	}
	if g.IntN(4) == 0 {
		q.Boundary = g.wide()
	}
	for range max(0, g.IntN(6)-3) {
		level := []json.RawMessage{g.wide()}
		if g.IntN(2) == 0 {
			level = append(level, g.policy())
		}
		q.SCPs = append(q.SCPs, level)
	}
	return q
}

// wide is a policy that often allows all, as boundaries and SCPs do.
func (g generator) wide() json.RawMessage {
	if g.IntN(2) == 0 {
		return json.RawMessage(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`)
	}
	return g.policy()
}

func (g generator) policy() json.RawMessage {
	statements := []any{}
	for range 1 + g.IntN(4) {
		statements = append(statements, g.statement())
	}
	data, err := json.Marshal(map[string]any{"Version": CurrentVersion, "Statement": statements})
	if err != nil {
		panic(err)
	}
	return data
}

func (g generator) statement() map[string]any {
	s := map[string]any{"Effect": pick(g, "Allow", "Allow", "Allow", "Deny")}
	s[pick(g, "Action", "Action", "Action", "NotAction")] = some(g,
		"*", "iam:*", "s3:*", "iam:*MFADevice*", "iam:Get*", "s3:Get?bject", "iam:ListMFADevices", "IAM:getuser", "sts:*", "s3:PutObject")
	resources := []string{
		"*", "arn:aws:iam::*:user/*", "arn:aws:iam::*:user/alice", "arn:aws:iam::*:mfa/*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/home/?????/*",
		"arn:aws:iam::" + account + ":user/dept/*", "arn:aws:iam::*:role/*", "arn:aws:s3:::*",
	}
	name := pick(g, "Resource", "Resource", "Resource", "NotResource")
	if name == "Resource" { // a variable that has no value is another matter in NotResource
		resources = append(resources, "arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}", "arn:aws:s3:::b/home/${aws:username}/*",
			"arn:aws:s3:::b/${aws:PrincipalTag/team, 'shared'}/*", "arn:aws:s3:::b/${*}/*")
	}
	s[name] = some(g, resources...)
	if conditions := g.conditions(); len(conditions) > 0 {
		s["Condition"] = conditions
	}
	return s
}

func (g generator) conditions() map[string]any {
	conditions := map[string]any{}
	for range max(0, g.IntN(5)-2) {
		operator, key, values := g.condition()
		if conditions[operator] == nil {
			conditions[operator] = map[string]any{}
		}
		conditions[operator].(map[string]any)[key] = values
	}
	return conditions
}

func (g generator) condition() (operator, key string, values []string) {
	suffix := pick(g, "", "", "IfExists")
	switch g.IntN(9) {
	case 0:
		return "Bool" + suffix, pick(g, presentKey, "aws:SecureTransport"), []string{pick(g, "true", "false")}
	case 1:
		return "Null", pick(g, presentKey, "aws:PrincipalTag/team", "aws:TagKeys", "s3:prefix"), []string{pick(g, "true", "false")}
	case 2:
		return pick(g, "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals") + suffix,
			pick(g, ageKey, "s3:max-keys"), some(g, "0", "60", "300", "300.0", "3600", "-1", "99.5")
	case 3:
		return pick(g, "DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals") + suffix,
			"aws:CurrentTime", some(g, "2026-01-01T00:00:00Z", "2026-01-01", "2026-06-01T12:00:00+02:00", "2027-01-01T00:00:00Z")
	case 4:
		return pick(g, "IpAddress", "NotIpAddress") + suffix, "aws:SourceIp", some(g, "203.0.113.0/24", "203.0.113.7/32", "2001:db8::/32", "10.0.0.0/8", "192.0.0.0/2")
	case 5:
		return pick(g, "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike") + suffix, "aws:PrincipalArn",
			some(g, "arn:aws:iam::*:user/*", "arn:aws:iam::*:user/alice", "arn:aws:iam::"+account+":role/*", "arn:aws:*:*:*:user/?lice", "arn:aws-cn:iam::*:user/*")
	case 6:
		return pick(g, "ForAnyValue:", "ForAllValues:") + pick(g, "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"),
			"aws:TagKeys", some(g, "a", "b", "A", "c*", "*")
	case 7:
		operator, values = pick(g, "StringEquals", "StringLike", "StringEqualsIgnoreCase"),
			[]string{"red", "RED", "r*", "?ed", "${aws:PrincipalTag/team}", "${aws:username}", "home/${aws:username}*"}
		if operator == "StringLike" {
			values = append(values, "${*}", "r${*}")
		}
		return operator + suffix, pick(g, "s3:prefix", "aws:PrincipalTag/team"), some(g, values...)
	}
	return pick(g, "StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase") + suffix, pick(g, "s3:prefix", "aws:PrincipalTag/team"),
		some(g, "red", "RED", "r*", "?ed", "${aws:username}", "home/alice")
}

func (g generator) context() map[string]any {
	c := map[string]any{"aws:username": "alice", "aws:PrincipalArn": alice}
	maybe := func(key string, values ...any) {
		if g.IntN(3) > 0 {
			c[key] = pick(g, values...)
		}
	}
	maybe(presentKey, "true", "false")
	maybe(ageKey, "0", "60", "299", "3601")
	maybe("aws:SecureTransport", "true", "false")
	maybe("aws:PrincipalTag/team", "red", "RED", "blue", "r*", "shared")
	maybe("s3:prefix", "red", "home/alice", "home/alice/x", "alice", "r*", "*")
	maybe("s3:max-keys", "1", "60", "300", "5000")
	maybe("aws:CurrentTime", "2026-01-01T00:00:00Z", "2026-06-01T10:00:00Z", "2025-06-01T10:00:00Z")
	maybe("aws:SourceIp", "203.0.113.7", "203.0.113.8", "2001:db8::7", "10.9.8.7", "198.51.100.1")
	maybe("aws:TagKeys", []string{"a"}, []string{"a", "b"}, []string{"c", "cd"}, []string{"x", "A"})
	return c
}
