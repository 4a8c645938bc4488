package awsapi

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mfa-session/mfa-session/internal/session"
)

// Issue calls GetSessionToken. It takes 20 seconds at most. The code goes out once: only a request
// that surely did not leave this machine is made again, up to twice. Its errors are those of
// session.Issuer; types of this package tell more.
func (c *Client) Issue(ctx context.Context, r session.IssueRequest) (session.Session, error) {
	s, err := c.services()
	if err != nil {
		return session.Session{}, err
	}
	within, cancel := context.WithTimeout(ctx, c.network.callTimeout)
	defer cancel()
	for attempt := 1; ; attempt++ {
		got, err := c.issueOnce(within, s, r)
		if err == nil {
			return got, nil
		}
		if attempt == maxAttempts || !mayPass(err) || c.pause(within) != nil {
			return session.Session{}, withCancellation(ctx, withoutCode(err, r.Code))
		}
	}
}

func (c *Client) issueOnce(ctx context.Context, s services, r session.IssueRequest) (session.Session, error) {
	const operation = "GetSessionToken"
	ctx, w := onWire(ctx)
	out, err := s.getSessionToken(ctx, &sts.GetSessionTokenInput{
		SerialNumber:    aws.String(string(r.SerialNumber)),
		TokenCode:       aws.String(r.Code.Digits()),
		DurationSeconds: aws.Int32(int32(r.Duration / time.Second)), //nolint:gosec // 36 hours at most
	})
	if err != nil {
		return session.Session{}, spent(c.translate(operation, w, err))
	}
	now := c.now()
	credentials, err := validCredentials(out.Credentials, now)
	if err != nil {
		return session.Session{}, spent(&AnswerError{Operation: operation, Host: cleaned(w.host, maxWord), What: err.Error()})
	}
	credentials.AccountID = r.SerialNumber.AccountID()
	return session.Session{Credentials: credentials, SerialNumber: r.SerialNumber, IssuedAt: now}, nil
}

// mayPass says whether a request that did not leave this machine may do so a moment later.
func mayPass(err error) bool {
	var e *UnreachableError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Why {
	case NoAddress, NoConnection, TimedOut, NoTLS:
		return true
	case BadSettings, BadBundle, BadProxy, ProxyPassword, BadCertificate, WrongDate, WrongHost:
	}
	return false
}

// pause waits a moment, by chance a short or a longer one: other processes may be trying too.
func (c *Client) pause(ctx context.Context) error {
	timer := time.NewTimer(c.network.pause/2 + rand.N(c.network.pause/2+1)) //nolint:gosec // not for security
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// withoutCode takes the code out of the texts that a server sent: a ValidationError repeats it.
func withoutCode(err error, code session.TokenCode) error {
	var e *APIError
	if errors.As(err, &e) {
		for _, text := range []*string{&e.Code, &e.Message, &e.RequestID} {
			*text = strings.ReplaceAll(*text, code.Digits(), code.String())
		}
	}
	return err
}
