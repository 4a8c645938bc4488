package keychain

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// patience is how long a call into the library may take. The library knows neither deadlines nor
// cancellation, and prompts of the Secret Service wait for ever.
type patience struct {
	silent time.Duration // a call that shows nothing
	dialog time.Duration // a call that may show a dialog, which a person must find and answer
}

// usual are the limits of the product. A dialog has to end before the Go SDK kills a
// credential_process, after a minute (aws-sdk-go-v2 credentials/processcreds/provider.go, DefaultTimeout).
func usual() patience { return patience{silent: 5 * time.Second, dialog: 45 * time.Second} }

// result is what a call gave.
type result[T any] struct {
	value T
	err   error
}

// lastMoment is how long a call may still take when its context has ended: what ends by itself leaves
// nothing half done, and does nothing behind the back of a caller that has gone on.
const lastMoment = 250 * time.Millisecond

// call runs a blocking function under a limit and the context. When time is up it returns and the
// function is left to itself, so nothing that the function uses may be used any more.
func call[T any](ctx context.Context, limit time.Duration, fn func() (T, error)) (T, error) {
	var none T
	if ctx.Err() != nil {
		return none, timeUp(ctx)
	}
	done := make(chan result[T], 1)
	go func() { done <- recovered(fn) }()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var overdue error
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		overdue = timeUp(ctx)
		timer.Reset(lastMoment)
		select {
		case r := <-done:
			return r.value, r.err
		case <-timer.C:
		}
	case <-timer.C:
		overdue = fmt.Errorf("%w within %v", ErrTooSlow, limit)
	}
	select { // a process that was stopped for a while finds both ready
	case r := <-done:
		return r.value, r.err
	default:
		return none, overdue
	}
}

// callOnly is call for a function without a result.
func callOnly(ctx context.Context, limit time.Duration, fn func() error) error {
	_, err := call(ctx, limit, func() (struct{}, error) { return struct{}{}, fn() })
	return err
}

// timeUp tells the end of the caller's time, which is a slow keychain, from an interrupt.
func timeUp(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrTooSlow, ctx.Err())
	}
	return fmt.Errorf("waiting for the keychain: %w", ctx.Err())
}

// recovered turns a panic into ErrDenied: go-libsecret panics when a person dismisses a prompt
// (service.go, CreateCollection; collection.go, CreateItem). The value of the panic is not repeated,
// it may hold a secret.
func recovered[T any](fn func() (T, error)) (r result[T]) {
	defer func() {
		if p := recover(); p != nil {
			r.err = fmt.Errorf("%w: a dialog was dismissed, or the answer made no sense (%T)", ErrDenied, p)
		}
	}()
	r.value, r.err = fn()
	return r
}
