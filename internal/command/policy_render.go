package command

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/policy"
)

const (
	formOption   = "as"
	maxAgeOption = "max-age"
)

func (r *run) policyRenderCommand() *cli.Command {
	return &cli.Command{
		Name:      "render",
		Usage:     "print a policy that enforces MFA, for the tools you use",
		ArgsUsage: "[PROFILE]",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: formOption, Usage: "`FORM` one of json, terraform, terraform-document, cloudformation or cli; default json"},
			&cli.BoolFlag{Name: "first-login", Usage: "passwords can be changed before MFA, as new users of the console may have to"},
			&cli.BoolFlag{Name: "no-key-enrolment", Usage: "an access key alone enrols no device: the first one is enrolled in the console"},
			&cli.StringFlag{Name: maxAgeOption, Usage: "`TIME` how long ago the code may have been typed: 12h, 90m or seconds, to 36h"},
			&cli.BoolFlag{Name: "allow-list-users", Usage: "the console's list of users loads before MFA"},
			&cli.StringFlag{Name: "exempt-path", Usage: "`PATH` users below it need no MFA: /machine/"},
			&cli.StringFlag{Name: "partition", Usage: "`aws|aws-cn|aws-us-gov` where it is used; default: looked up where the form can, else aws"},
			&cli.StringFlag{Name: "name", Usage: "`NAME` of the policy; default RequireMFA"},
			&cli.StringFlag{Name: "group", Usage: "`GROUP` whose members need MFA; default mfa-required"},
			&cli.StringSliceFlag{Name: "member", Usage: "`USER` to put into the group; may be given again"},
		},
		Description: "PROFILE is one of\n\n" +
			"  self-service  users enrol devices and, with MFA, manage their own credentials;\n" +
			"                the default\n" +
			"  device-only   users enrol devices, nothing else\n" +
			"  deny-only     what other policies allow needs MFA\n" +
			"  scp           the same for all IAM users of an organization's accounts\n\n" +
			"The forms json and terraform-document are the policy alone; the others attach it\n" +
			"to a group with its members, or to a target of the organization. Nothing is\n" +
			"called: it is only printed. When to do what with it: docs/rollout.md\n\nExamples:\n\n" +
			"  mfa-session policy render --as cli --group people --member alice > mfa.sh\n" +
			"  mfa-session policy render scp --exempt-path /machine/ --as terraform > scp.tf\n" +
			"  mfa-session policy render | mfa-session policy lint -",
		Action: r.action(r.policyRender),
	}
}

func (r *run) policyRender(c *cli.Context) error {
	form, err := renderForm(c)
	if err != nil {
		return err
	}
	o, err := renderOptions(c)
	if err != nil {
		return err
	}
	if err := checkUse(c, form, o.Profile); err != nil {
		return err
	}
	text, err := policy.Render(form, o)
	if err != nil {
		return usageErrorf("%v", err)
	}
	r.out.WriteString(text)
	if r.StdoutIsTerminal {
		r.tell("hint: %s", nextStep(form, o.Profile))
	}
	return nil
}

// words are names as help lists them.
func words[T ~string](names []T) string {
	var list []string
	for _, n := range names {
		list = append(list, string(n))
	}
	return strings.Join(list, ", ")
}

func renderForm(c *cli.Context) (policy.Form, error) {
	form := policy.Form(c.String(formOption))
	if form == "" {
		return policy.JSON, nil
	}
	if !slices.Contains(policy.Forms(), form) {
		return "", usageErrorf("--%s: %s is not a form", formOption, printable(string(form))).hint("one of " + words(policy.Forms()))
	}
	return form, nil
}

func renderOptions(c *cli.Context) (policy.RenderOptions, error) {
	o := policy.RenderOptions{
		BuildOptions: policy.BuildOptions{
			Profile:        policy.SelfService,
			Partition:      c.String("partition"),
			FirstLogin:     c.Bool("first-login"),
			NoKeyEnrolment: c.Bool("no-key-enrolment"),
			AllowListUsers: c.Bool("allow-list-users"),
			ExemptPath:     c.String("exempt-path"),
		},
		Name:    c.String("name"),
		Group:   c.String("group"),
		Members: c.StringSlice("member"),
	}
	switch {
	case c.NArg() > 1:
		return o, usageErrorf("render takes one profile").hint("one of " + words(policy.Profiles()))
	case c.NArg() == 1:
		o.Profile = policy.Profile(c.Args().First())
	}
	if !slices.Contains(policy.Profiles(), o.Profile) {
		return o, usageErrorf("there is no policy profile %s", printable(string(o.Profile))).hint("one of " + words(policy.Profiles()))
	}
	var err error
	o.MaxAge, err = parseMaxAge(c.String(maxAgeOption))
	return o, err
}

func parseMaxAge(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if seconds, notSeconds := strconv.Atoi(text); notSeconds == nil && seconds <= int(mostDuration/time.Second) {
		d, err = time.Duration(seconds)*time.Second, nil
	}
	if err != nil || d < time.Second || d > mostDuration || d%time.Second != 0 {
		return 0, usageErrorf("--%s: %s is not a time from 1s to 36h", maxAgeOption, printable(text)).hint("write it like 12h, 90m or 43200 (seconds)")
	}
	return d, nil
}

// checkUse refuses options that the form or the profile has no place for.
func checkUse(c *cli.Context, form policy.Form, profile policy.Profile) error {
	for _, option := range []string{"group", "member", "name"} {
		switch {
		case !c.IsSet(option):
		case !form.HasGroup():
			return usageErrorf("--%s has no place in the form %s, which is the policy alone", option, form).
				hint(fmt.Sprintf("add --%s terraform, cloudformation or cli", formOption))
		case profile == policy.SCP && option != "name":
			return usageErrorf("--%s: an scp is attached to a target of the organization, not to a group", option).
				hint("leave it out, or render self-service, device-only or deny-only")
		}
	}
	return nil
}

// nextStep is what to do with what was printed on a terminal.
func nextStep(form policy.Form, profile policy.Profile) string {
	switch form {
	case policy.Terraform, policy.TerraformDocument:
		return "save it in a file that ends in .tf, then: terraform plan"
	case policy.CloudFormation:
		if profile == policy.SCP {
			return "save it, then: aws cloudformation deploy --template-file FILE --stack-name require-mfa --parameter-overrides TargetIds=r-..."
		}
		return "save it, then: aws cloudformation deploy --template-file FILE --stack-name require-mfa --capabilities CAPABILITY_NAMED_IAM"
	case policy.CLI:
		if profile == policy.SCP {
			return "save it, read it, then: bash FILE TARGET"
		}
		return "save it, read it, then: bash FILE"
	case policy.JSON:
	}
	return fmt.Sprintf("this is the policy alone; with its group: --%s terraform, cloudformation or cli", formOption)
}
