package command

import (
	"strings"

	"github.com/urfave/cli/v2"
)

func (r *run) policyCommand() *cli.Command {
	return r.group(&cli.Command{
		Name:        "policy",
		Usage:       "the policy that enforces MFA: print one that is right, find what is wrong with one, explain one",
		Subcommands: []*cli.Command{r.policyRenderCommand(), r.policyLintCommand(), r.policyExplainCommand()},
	})
}

// group makes a command of one that does nothing but hold others. Alone it shows its help.
func (r *run) group(c *cli.Command) *cli.Command {
	var names []string
	for _, sub := range c.Subcommands {
		names = append(names, sub.Name)
	}
	c.Action = r.action(func(ctx *cli.Context) error {
		unknown := usageErrorf("%s has no command %q", c.Name, printable(ctx.Args().First()))
		if near := nearest(ctx.Args().First(), names); near != "" {
			return unknown.hint("did you mean: " + programName + " " + c.Name + " " + near)
		}
		if len(names) == 1 {
			return unknown.hint("there is: " + programName + " " + c.Name + " " + names[0])
		}
		return unknown.hint("one of " + strings.Join(names, ", "))
	})
	return c
}
