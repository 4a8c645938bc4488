// Command sdkclient is a program like those that users have: it asks the AWS SDK for Go who it is,
// by whatever credentials its environment and profile give, or by those of the profile that is its
// argument. The tests and the demo run it.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	profile := config.WithSharedConfigProfile("") // as the environment says
	if len(args) > 0 {
		profile = config.WithSharedConfigProfile(args[0])
	}
	cfg, err := config.LoadDefaultConfig(ctx, profile)
	if err != nil {
		return err
	}
	who, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, nil)
	if err != nil {
		return err
	}
	keys, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%s with the key %s…\n", aws.ToString(who.Arn), keys.AccessKeyID[:4])
	return nil
}
