//go:build linux

// Command bareread is the keyring library and nothing around it: the least that a program does which
// reads an item with it.
package main

import (
	"fmt"
	"os"

	"github.com/99designs/keyring" //nolint:depguard // what the library itself costs is measured
)

// main takes a backend, "get", "set" or "remove", a key and, for "set", the data.
func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: bareread BACKEND get|set|remove KEY [DATA]")
		os.Exit(2)
	}
	if err := do(os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		fmt.Fprintln(os.Stderr, "bareread:", err)
		os.Exit(1)
	}
}

func do(backend, action, key string, data []string) error {
	kr, err := keyring.Open(keyring.Config{
		AllowedBackends:         []keyring.BackendType{keyring.BackendType(backend)},
		ServiceName:             "mfa-session", // the kernel keeps an empty keyring: none of its own
		LibSecretCollectionName: "login",
		KeyCtlScope:             "user",
		KeyCtlPerm:              0x3f3f0000, // every process of the user, also without a session keyring
	})
	if err != nil {
		return err
	}
	switch {
	case action == "set" && len(data) == 1:
		return kr.Set(keyring.Item{Key: key, Data: []byte(data[0])})
	case action == "remove":
		return kr.Remove(key)
	}
	item, err := kr.Get(key)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(item.Data)
	return err
}
