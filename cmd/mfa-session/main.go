// Command mfa-session trades a token code for a session that every AWS tool on the machine uses.
package main

import (
	"os"

	"github.com/mfa-session/mfa-session/internal/command"
	_ "github.com/mfa-session/mfa-session/internal/keychain/busguard" // before anything that talks to D-Bus
)

func main() { os.Exit(command.Main()) }
