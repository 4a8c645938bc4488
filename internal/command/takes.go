package command

import (
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/completions"
)

// takes says what an option or a command takes, for completion.
type takes struct {
	values func(*run) []candidate
	here   string // what the shell completes, see filesHere
}

// optionTakes are the options whose values can be listed. An option or an argument that is called
// FILE needs no entry, nor has an option whose placeholder lists its values: auto|text|none.
var optionTakes = map[string]takes{
	profileOption:  {values: (*run).profileCandidates},
	serialOption:   {values: (*run).deviceCandidates},
	regionOption:   {values: (*run).regionCandidates},
	durationOption: {values: listed("1h", "", "4h", "", "8h", "a working day", "12h", "the default", "36h", "the most")},
	formatOption:   {values: formatCandidates},
	backendOption:  {values: backendCandidates},
	formOption:     {values: policyFormCandidates},
	maxAgeOption:   {values: listed("1h", "", "12h", "", "24h", "")},
}

// commandTakes are the commands whose arguments can be listed, by their path below the program.
var commandTakes = map[string]takes{
	execName:         {here: commandHere},
	"completion":     {values: shellCandidates},
	"device default": {values: (*run).deviceCandidates},
	"policy render":  {values: policyProfileCandidates},
	"shell-init":     {values: functionCandidates},
}

// valuesOf are the values of an option.
func (r *run) valuesOf(f cli.Flag) []candidate {
	t, ok := optionTakes[flagName(f)]
	if !ok {
		t = takesByName(describeFlag(f).Placeholder)
	}
	return t.candidates(r)
}

// takes says what may come as the next argument.
func (l *line) takes() takes {
	if l.command == nil {
		return takes{}
	}
	t, ok := commandTakes[strings.Join(l.path, " ")]
	if !ok {
		t = takesByName(l.command.ArgsUsage)
	}
	if len(l.args) > 0 && t.here == commandHere {
		return takes{here: filesHere} // what the command takes is not asked: that may start programs
	}
	if len(l.args) > 0 && !strings.Contains(l.command.ArgsUsage, "…") {
		return takes{}
	}
	return t
}

// takesByName goes by what help calls the value.
func takesByName(name string) takes {
	if strings.Contains(name, "FILE") {
		return takes{here: filesHere}
	}
	var pairs []string
	if name == strings.ToLower(name) && strings.Contains(name, "|") {
		for _, value := range strings.Split(name, "|") {
			pairs = append(pairs, value, "")
		}
	}
	return takes{values: listed(pairs...)}
}

func (t takes) candidates(r *run) []candidate {
	var found []candidate
	if t.values != nil {
		found = t.values(r)
	}
	if t.here != "" {
		found = append(found, candidate{text: t.here})
	}
	return found
}

// listed are values that are always the same, each followed by its description.
func listed(pairs ...string) func(*run) []candidate {
	return func(*run) []candidate {
		var found []candidate
		for i := 0; i+1 < len(pairs); i += 2 {
			found = append(found, candidate{pairs[i], pairs[i+1]})
		}
		return found
	}
}

func functionCandidates(*run) []candidate {
	var found []candidate
	for shell := range strings.SplitSeq(shellsWithFunction, ", ") {
		found = append(found, candidate{value: shell})
	}
	return found
}

func shellCandidates(*run) []candidate {
	var found []candidate
	for _, shell := range completions.Shells() {
		found = append(found, candidate{value: shell})
	}
	return found
}
