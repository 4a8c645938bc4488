package command

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/policy"
	"github.com/mfa-session/mfa-session/internal/terminal"
)

func (r *run) policyLintCommand() *cli.Command {
	return &cli.Command{
		Name:      "lint",
		Usage:     "find what is wrong with policies that enforce MFA",
		ArgsUsage: "FILE…",
		Flags: []cli.Flag{
			policyTypeFlag(),
			partitionFlag(),
			&cli.BoolFlag{Name: "strict", Usage: "exit 9 for warnings too"},
			&cli.BoolFlag{Name: "json", Usage: "print JSON"},
		},
		Description: "FILE is a policy in JSON, or JSON with policies in it: a CloudFormation\n" +
			"template, terraform show -json, the output of aws iam get-policy-version;\n" +
			"- reads standard input. Exit 9 when there is an error.\n" +
			"What each rule means, and what to do: docs/policies.md.\n\nExamples:\n\n" +
			"  mfa-session policy lint policy.json\n" +
			"  terraform show -json plan | mfa-session policy lint --strict -",
		Action: r.action(r.policyLint),
	}
}

func policyTypeFlag() cli.Flag {
	return &cli.StringFlag{Name: "type", Usage: "`identity|scp` what kind of policies they are, where the file does not say; default identity"}
}

func checkPolicyType(t policy.Type) error {
	if !slices.Contains([]policy.Type{"", policy.IdentityPolicy, policy.ServiceControlPolicy}, t) {
		return usageErrorf("--type is identity or scp")
	}
	return nil
}

func partitionFlag() cli.Flag {
	return &cli.StringFlag{Name: "partition", Usage: "`aws|aws-cn|aws-us-gov` where the policy is used; default aws"}
}

// lintFinding is a finding in the JSON of policy lint.
type lintFinding struct {
	Rule      string          `json:"rule"`
	Severity  policy.Severity `json:"severity"`
	Statement string          `json:"statement"`
	File      string          `json:"file"`
	Line      int             `json:"line"`
	Message   string          `json:"message"`
	Fix       string          `json:"fix"`
}

// linted is what was found in all files.
type linted struct {
	findings  []lintFinding
	documents int
	unread    int // files, or parts of them
}

func (r *run) policyLint(c *cli.Context) error {
	o, err := lintOptions(c)
	if err != nil {
		return err
	}
	l, err := r.lintAll(c.Context, c.Args().Slice(), o)
	if err != nil {
		return err
	}
	switch {
	case l.unread > 0:
		r.exitCode = exitUnexpected
	case l.count(policy.Error) > 0, c.Bool("strict") && l.count(policy.Warning) > 0:
		r.exitCode = exitFindings
	}
	if l.documents == 0 {
		return nil // nothing could be read
	}
	r.tell("%s", l.summary())
	if c.Bool("json") {
		return r.lintJSON(l)
	}
	r.lintText(l)
	return nil
}

func lintOptions(c *cli.Context) (policy.LintOptions, error) {
	o := policy.LintOptions{Type: policy.Type(c.String("type")), Partition: c.String("partition")}
	switch {
	case c.NArg() == 0:
		return o, usageErrorf("lint needs a file").hint("mfa-session policy lint FILE, or - for standard input")
	case strings.Trim(o.Partition, "abcdefghijklmnopqrstuvwxyz-") != "":
		return o, usageErrorf("--partition is aws, aws-cn, aws-us-gov or the like")
	}
	return o, checkPolicyType(o.Type)
}

// lintAll judges the files in the order in which they were given. One that cannot be read does not
// keep the others from being judged.
func (r *run) lintAll(ctx context.Context, files []string, o policy.LintOptions) (linted, error) {
	l := linted{findings: []lintFinding{}}
	for _, file := range files {
		data, err := r.readInput(ctx, file, policy.MaxInput)
		switch {
		case ctx.Err() != nil:
			return l, ctx.Err()
		case err != nil:
			l.unread++
			r.fail(fmt.Sprintf("reading %s: %v", inputName(file), err), policyInput)
			continue
		}
		report := policy.LintJSON(data, o)
		l.add(file, report)
		if report.Left > 0 {
			l.unread++
			r.fail(fmt.Sprintf("%s has too many statements: %s not judged", inputName(file), count(report.Left, "document")), "split the file")
		}
	}
	return l, nil
}

func (l *linted) add(file string, report policy.Report) {
	l.documents += report.Documents
	for _, f := range report.Findings {
		l.findings = append(l.findings, lintFinding{
			Rule: f.Rule, Severity: f.Severity, Statement: f.Statement, File: file, Line: f.Where.Line, Message: f.Message, Fix: f.Fix,
		})
	}
}

// policyInput says what a command that judges a policy reads.
const policyInput = "name a JSON file of at most 10 MiB, or - for standard input"

func inputName(file string) string {
	if file == standardInput {
		return "standard input"
	}
	return quoted(printable(file))
}

func (l *linted) count(s policy.Severity) int {
	n := 0
	for _, f := range l.findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// summary is "2 errors, 1 warning, 3 infos in 2 documents".
func (l *linted) summary() string {
	var counts []string
	for _, s := range []policy.Severity{policy.Error, policy.Warning, policy.Info} {
		if n := l.count(s); n > 0 {
			counts = append(counts, count(n, string(s)))
		}
	}
	return cmp.Or(strings.Join(counts, ", "), "nothing found") + " in " + count(l.documents, "document")
}

// lintText prints a finding as compilers do, and below it what to do.
func (r *run) lintText(l linted) {
	for _, f := range l.findings {
		statement := ""
		if f.Statement != "" {
			statement = " [" + printable(f.Statement) + "]"
		}
		fmt.Fprintf(&r.out, "%s:%d: %s %s%s: %s\n    fix: %s\n", printable(f.File), f.Line, f.Severity, f.Rule, statement,
			terminal.Clean(f.Message), terminal.Clean(f.Fix))
	}
}

func (r *run) lintJSON(l linted) error {
	encoder := json.NewEncoder(&r.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		SchemaVersion int           `json:"schema_version"`
		Findings      []lintFinding `json:"findings"`
	}{1, l.findings})
}
