package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// calls prints how often each action was called since the start or the last reset.
func (p *program) calls(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("aws-sandbox calls", flag.ContinueOnError)
	reset := flags.Bool("reset", false, "")
	if err := parseAll(flags, args); err != nil {
		return err
	}
	method := http.MethodGet
	if *reset {
		method = http.MethodDelete
	}
	text, err := p.ask(ctx, method, "calls")
	if err != nil {
		return err
	}
	_, err = io.WriteString(p.stdout, text)
	return err
}

// changeDevice registers or removes the user's device.
func (p *program) changeDevice(ctx context.Context, command string, args []string) error {
	if err := parseAll(flag.NewFlagSet("aws-sandbox "+command, flag.ContinueOnError), args); err != nil {
		return err
	}
	_, err := p.ask(ctx, http.MethodPost, command)
	return err
}

// adminTimeout is ample for a server on the same machine.
const adminTimeout = 10 * time.Second

// ask sends a request to the sandbox of the environment, past any proxy.
func (p *program) ask(ctx context.Context, method, name string) (string, error) {
	endpoint, err := url.Parse(p.getenv(endpointVariable))
	if err != nil || endpoint.Hostname() != "127.0.0.1" {
		return "", errNoSandbox(endpointVariable)
	}
	request, err := http.NewRequestWithContext(ctx, method, endpoint.JoinPath(adminPath, name).String(), nil) //nolint:gosec // the host is 127.0.0.1
	if err != nil {
		return "", fmt.Errorf("asking the sandbox: %w", err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: adminTimeout}
	response, err := client.Do(request) //nolint:gosec // the host is 127.0.0.1
	if err != nil {
		return "", fmt.Errorf("asking the sandbox: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	switch {
	case err != nil:
		return "", fmt.Errorf("asking the sandbox: %w", err)
	case response.StatusCode == http.StatusConflict:
		return "", errors.New(strings.TrimSpace(string(text)))
	case response.StatusCode != http.StatusOK:
		return "", errNoSandbox(endpointVariable)
	}
	return string(text), nil
}
