package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/policy"
	"github.com/mfa-session/mfa-session/internal/terminal"
)

const errorOption = "error"

func (r *run) policyExplainCommand() *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "say who may do what under a policy, or why AWS refused something",
		ArgsUsage: "[FILE]",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "action", Usage: "`ACTION` to ask about, as iam:ListUsers; may be given again"},
			&cli.StringFlag{Name: "resource", Usage: "`ARN` of what the actions are done to; default: the user's own"},
			&cli.StringFlag{Name: "user", Usage: "`NAME` of the user who acts, /with/a/path where it has one"},
			policyTypeFlag(),
			&cli.StringFlag{Name: errorOption, Usage: "`TEXT` what AWS said when it refused; - reads it from standard input"},
			&cli.BoolFlag{Name: "json", Usage: "print JSON"},
		},
		Description: "FILE is a policy in JSON, or JSON with policies in it; - reads standard input.\n" +
			"The table has a column for each kind of caller: a user with the access key\n" +
			"alone, in the console without MFA, with a session of mfa-session; a role; root.\n\n" +
			"With --error it says who was refused what by which kind of policy, and what\n" +
			"would let it through; with FILE too, which statement of it is the one.\n\nExamples:\n\n" +
			"  mfa-session policy explain policy.json\n" +
			"  mfa-session policy explain --action ec2:RunInstances --user carol policy.json\n" +
			"  aws iam list-users 2>&1 | mfa-session policy explain --error -",
		Action: r.action(r.policyExplain),
	}
}

func (r *run) policyExplain(c *cli.Context) error {
	o := policy.ExplainOptions{
		Type: policy.Type(c.String("type")), User: c.String("user"), Actions: c.StringSlice("action"), Resource: c.String("resource"),
	}
	if err := checkExplain(c, o); err != nil {
		return err
	}
	var found []policy.Found
	if file := c.Args().First(); file != "" {
		var err error
		if found, err = r.policiesIn(c.Context, file); err != nil || r.exitCode != 0 {
			return err
		}
	}
	if c.IsSet(errorOption) {
		return r.explainError(c, found, o.Type)
	}
	if c.Bool("json") {
		return r.explainJSON(found, o)
	}
	for i, f := range found {
		if i > 0 {
			fmt.Fprintln(&r.out)
		}
		if f.Path != "" {
			fmt.Fprintf(&r.out, "The policy of %s:\n\n", printable(f.Path))
		}
		r.explainTable(f, withType(o, f))
	}
	return nil
}

// withType gives the options the type of a document where the file tells it.
func withType(o policy.ExplainOptions, f policy.Found) policy.ExplainOptions {
	if f.Type != "" {
		o.Type = f.Type
	}
	return o
}

func checkExplain(c *cli.Context, o policy.ExplainOptions) error {
	const usage = "mfa-session policy explain FILE, or --error TEXT"
	if err := checkPolicyType(o.Type); err != nil {
		return err
	}
	switch {
	case c.NArg() == 0 && !c.IsSet(errorOption):
		return usageErrorf("explain needs a file, or what AWS said").hint(usage)
	case c.NArg() > 1:
		return usageErrorf("explain takes one file").hint(usage + ", quoted")
	case c.String(errorOption) == standardInput && c.Args().First() == standardInput:
		return usageErrorf("standard input is the policy or the message, not both")
	case c.IsSet(errorOption) && (len(o.Actions) > 0 || o.Resource != "" || o.User != ""):
		return usageErrorf("--%s tells who did what to what: --action, --resource and --user have no place", errorOption)
	}
	for _, a := range o.Actions {
		if service, name, found := strings.Cut(a, ":"); !found || service == "" || name == "" || strings.ContainsAny(a, "*? ") {
			return usageErrorf("%s is not an action", printable(a)).hint("write it like iam:ListUsers, without wildcards")
		}
	}
	if o.User != "" && (strings.Trim(o.User, "/") == "" || strings.ContainsAny(o.User, ": *?")) {
		return usageErrorf("--user: %s is not the name of a user", printable(o.User)).hint("write it like alice, or /dept/alice")
	}
	return nil
}

// policiesIn reads the policies of a file. Where it has none, or one that AWS would not take, it says so.
func (r *run) policiesIn(ctx context.Context, file string) ([]policy.Found, error) {
	data, err := r.readInput(ctx, file, policy.MaxInput)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	hint := policyInput
	if err == nil {
		var found []policy.Found
		if found, err = policy.Explainable(data); err == nil {
			return found, nil
		}
		hint = "give what is attached to a user or a group, or a policy of the organization"
	}
	r.exitCode = exitUnexpected
	if _, ok := asError[*policy.SyntaxError](err); ok {
		r.fail(inputName(file)+" is no policy: "+err.Error(), "what is wrong with it: mfa-session policy lint "+quoted(printable(file)))
		return nil, nil
	}
	r.fail(fmt.Sprintf("reading %s: %v", inputName(file), err), hint)
	return nil, nil
}

// explainError explains what AWS said.
func (r *run) explainError(c *cli.Context, found []policy.Found, kind policy.Type) error {
	text := c.String(errorOption)
	if text == standardInput {
		data, err := r.readInput(c.Context, standardInput, longestMessage)
		if err != nil {
			return fmt.Errorf("reading standard input: %w", err)
		}
		text = string(data)
	}
	refusal, ok := policy.ReadRefusal(text)
	if !ok {
		r.exitCode = exitUnexpected
		r.failUnread(text)
		return nil
	}
	advice := []string{refusal.Advice()}
	for _, f := range found {
		advice = append(advice, refusal.In(f.Document, withType(policy.ExplainOptions{Type: kind}, f).Type, policyName(c.Args().First(), f)))
	}
	if c.Bool("json") {
		return r.refusalJSON(refusal, advice)
	}
	if refusal.Authorization != "" {
		advice = append(advice, "AWS tells more of it by the id "+refusal.Authorization+".")
	}
	fmt.Fprintln(&r.out, terminal.Clean(strings.Join(advice, " ")))
	return nil
}

// failUnread is about a text that does not tell who was refused what.
func (r *run) failUnread(text string) {
	switch {
	case strings.Contains(text, "Encoded authorization failure message"): // of EC2
		r.fail("the message does not say who was refused what: that is encoded in it",
			"who may, reads it so: aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message MESSAGE")
	case strings.Contains(text, "AccessDenied") || strings.Contains(text, "Access Denied"): // of S3
		r.fail("the message does not say who was refused what",
			"where AWS said more, give all of it; else ask what a policy says to it: mfa-session policy explain --action s3:ListBucket FILE")
	default:
		r.fail("the text is no refusal of AWS",
			"give the whole message: \"User: arn:… is not authorized to perform: …\"; when the command printed it, pipe that: … 2>&1 | mfa-session policy explain --error -")
	}
}

func policyName(file string, f policy.Found) string {
	name := inputName(file)
	if f.Path != "" {
		name += " (" + f.Path + ")"
	}
	return name
}
