// Command probe imports what the program imports, and prints what the guard made of the session bus.
package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"

	"github.com/99designs/keyring"
	_ "github.com/aws/aws-sdk-go-v2/service/sts"
	_ "github.com/urfave/cli/v2"

	"github.com/mfa-session/mfa-session/internal/keychain/busguard"
)

var _ net.Conn // the library waits for net, and so must not the guard

func main() {
	value, set := busguard.Original()
	fmt.Printf("guarded=%s\noriginal=%s,%v\n", os.Getenv("DBUS_SESSION_BUS_ADDRESS"), value, set)
	for _, b := range keyring.AvailableBackends() {
		fmt.Printf("backend=%s\n", b)
	}
	busguard.Restore()
	child, err := exec.Command("/bin/sh", "-c", `echo "child=${DBUS_SESSION_BUS_ADDRESS-unset}"`).Output()
	if err != nil {
		panic(err)
	}
	fmt.Print(string(child))
}
