package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// optionsOf are all options of all commands by each of their names. An option means the same and
// takes a value, or not, wherever it exists, so it can be read before the command is known.
func optionsOf(app *cli.App) map[string]cli.Flag {
	known := map[string]cli.Flag{}
	add := func(flags []cli.Flag) {
		for _, f := range flags {
			for _, name := range flagNames(f) {
				known[name] = f
			}
		}
	}
	add([]cli.Flag{helpFlag()})
	add(app.Flags)
	var walk func(commands []*cli.Command)
	walk = func(commands []*cli.Command) {
		for _, c := range commands {
			add(c.Flags)
			walk(c.Subcommands)
		}
	}
	walk(app.Commands)
	return known
}

// ownersOf are the commands that have an option; the program's name is for that without a command.
func ownersOf(option string, app *cli.App) []string {
	var owners []string
	if hasFlag(app.Flags, option) {
		owners = append(owners, programName)
	}
	var walk func(prefix string, commands []*cli.Command)
	walk = func(prefix string, commands []*cli.Command) {
		for _, c := range commands {
			if hasFlag(c.Flags, option) {
				owners = append(owners, prefix+c.Name)
			}
			walk(prefix+c.Name+" ", c.Subcommands)
		}
	}
	walk("", app.Commands)
	return owners
}

// someOf names a few commands in a sentence, so that it stays readable where many have an option.
func someOf(owners []string) string {
	const most = 3
	if len(owners) > most {
		owners = append(slices.Clone(owners[:most-1]), "others")
	}
	last := len(owners) - 1
	if last < 1 {
		return strings.Join(owners, "")
	}
	return strings.Join(owners[:last], ", ") + " and " + owners[last]
}

func hasFlag(flags []cli.Flag, name string) bool {
	return slices.ContainsFunc(flags, func(f cli.Flag) bool { return flagName(f) == name })
}

// flagName is the first of a flag's names. urfave gives all of them, each out of a regular
// expression, and every start of the program asks for those of every flag.
func flagName(f cli.Flag) string {
	switch f := f.(type) {
	case *cli.StringFlag:
		return f.Name
	case *cli.BoolFlag:
		return f.Name
	}
	return f.Names()[0]
}

// flagNames are all names of a flag. Urfave's own way runs a regular expression over each, a
// third of all that a hit would allocate.
func flagNames(f cli.Flag) []string {
	switch f := f.(type) {
	case *cli.StringFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.StringSliceFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.BoolFlag:
		return append([]string{f.Name}, f.Aliases...)
	}
	return f.Names()
}

func takesValue(f cli.Flag) bool {
	_, isSwitch := f.(*cli.BoolFlag)
	return !isSwitch
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func unknownOption(word string, known map[string]cli.Flag) error {
	typed, _, _ := strings.Cut(word, "=")
	name := strings.TrimLeft(typed, "-")
	err := usageErrorf("unknown option %s", printable(typed))
	if near := nearest(name, slices.Collect(maps.Keys(known))); near != "" {
		return err.hint(fmt.Sprintf("did you mean %s?", dashed(near)))
	}
	if len(name) > 1 && typed[1] != '-' && known[name[:1]] != nil {
		return err.hint("letters stand alone: -" + name[:1] + " " + letterFollower(name[1:], known[name[:1]]))
	}
	return err
}

// letterFollower is what was run together with an option of one letter: its value, or another option.
func letterFollower(rest string, letter cli.Flag) string {
	if takesValue(letter) {
		return hinted(printable(rest))
	}
	return "-" + hinted(printable(rest))
}

// helpFlag is the option that every command has beside its own.
func helpFlag() cli.Flag {
	return &cli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: "print this help"}
}
