package policy

import "strings"

// script is a script for bash that calls the AWS CLI. What is there already stays, so it can be run
// again: its parts are in scripts/ as they are, and what is of this policy are variables at its head.
func (o RenderOptions) script(d Document) string {
	head, body := o.groupVariables(), groupScript
	if o.Profile == SCP {
		head, body = nil, scpScript
	}
	var b strings.Builder
	b.WriteString("#!/usr/bin/env bash\n# " + o.tellsHow() + "\n")
	if o.Profile == SCP {
		b.WriteString("# Usage, in the management account: bash FILE TARGET, which is an account (12 digits), an organizational\n" +
			"# unit (ou-...) or the root (r-...).\n")
	}
	b.WriteString("#\n# What is there already stays; it can be run again.\nset -euo pipefail\nexport AWS_PAGER=''\n\n")
	for _, line := range append([]string{
		"policy=" + shellWord(o.Name),
		"description=" + shellWord(description),
		"partition=" + shellWord(o.partitionOrDefault()),
	}, head...) {
		b.WriteString(line + "\n")
	}
	b.WriteString("\nIFS= read -r -d '' document <<'DOCUMENT' || true\n" + d.JSON() + "DOCUMENT\n\n")
	b.WriteString(commonScript + "\n" + body)
	return b.String()
}

func (o RenderOptions) partitionOrDefault() string {
	if o.Partition == "" {
		return "aws"
	}
	return o.Partition
}

func (o RenderOptions) groupVariables() []string {
	var users strings.Builder
	for _, m := range o.members() {
		users.WriteString(" " + shellWord(m))
	}
	return []string{"group=" + shellWord(o.Group), "members=(" + strings.TrimPrefix(users.String(), " ") + ")"}
}

// shellWord is a word of a shell that stands for itself.
func shellWord(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
