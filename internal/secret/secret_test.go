package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/mfa-session/mfa-session/internal/secret"
)

// The ways in which somebody who does not think of it holds a secret.
type (
	exported struct{ Key secret.Text }
	hidden   struct{ key secret.Text }
	deep     struct {
		in  *hidden
		all []secret.Text
		by  map[string]hidden
		any any
	}
	failure struct{ key secret.Text }
)

func (f *failure) Error() string { return fmt.Sprintf("%v does not fit", f.key) }

func holders(t secret.Text) []any {
	return []any{
		t,
		&t,
		[]secret.Text{t},
		[1]secret.Text{t},
		map[string]secret.Text{"key": t},
		exported{t},
		&exported{t},
		hidden{t},
		&hidden{t},
		[]hidden{{t}},
		map[string]*hidden{"key": {t}},
		deep{&hidden{t}, []secret.Text{t}, map[string]hidden{"key": {t}}, t},
		func() any { return t }(),
		&failure{t}, errors.Join(&failure{t}, fmt.Errorf("outside: %w", &failure{t})),
	}
}

// printed is what every common way to print makes of a value.
func printed(v any) string {
	var all bytes.Buffer
	for _, flag := range []string{"", "+", "#", "-9", "08.3", " "} {
		for _, verb := range "vsqxXdobcUteEfFgGpTwz!" {
			fmt.Fprintf(&all, "%"+flag+string(verb)+"\n", v)
		}
	}
	fmt.Fprint(&all, v, "\n")
	fmt.Fprintln(&all, v)
	log.New(&all, "", 0).Print(v)
	for _, handler := range []slog.Handler{slog.NewTextHandler(&all, nil), slog.NewJSONHandler(&all, nil)} {
		slog.New(handler).Info("said", "it", v, slog.Group("group", "it", v))
	}
	for _, marshal := range []func(any) ([]byte, error){json.Marshal, xml.Marshal} {
		text, err := marshal(v) // some have no such form, and then the error is looked at
		fmt.Fprintf(&all, "%s %v\n", text, err)
	}
	fmt.Fprintln(&all, gob.NewEncoder(&all).Encode(v))
	return all.String()
}

// shows says whether the text is there, as such or in the spellings of verbs.
func shows(all, text string) bool {
	spellings := []string{text, hex.EncodeToString([]byte(text)), fmt.Sprintf("% x", text), strings.Trim(strconv.Quote(text), `"`)}
	for _, s := range spellings {
		if strings.Contains(strings.ToLower(all), strings.ToLower(s)) {
			return true
		}
	}
	return strings.Contains(all, strings.Trim(fmt.Sprintf("%d", []byte(text)), "[]"))
}

// TestNothingOfASecretIsPrinted, whatever the secret, its holder and the way.
func TestNothingOfASecretIsPrinted(t *testing.T) {
	const letters = `abcXYZ0189/+='"\ %` + "\n\té€"
	random := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		var b strings.Builder
		for range 8 + random.IntN(40) {
			b.WriteRune([]rune(letters)[random.IntN(len([]rune(letters)))])
		}
		text := b.String()
		for _, holder := range holders(secret.New(text)) {
			all := printed(holder)
			if shows(all, text) {
				t.Fatalf("%T shows a secret like %q", holder, text)
			}
			if len(all) < 100 {
				t.Fatalf("%T shows nothing at all: %q", holder, all)
			}
		}
	}
}

// The look of TestNothingOfASecretIsPrinted finds what is not hidden.
func TestAPlainStringIsSeen(t *testing.T) {
	const text = "plain-EXAMPLE-text"
	for _, holder := range []any{text, []byte(text), struct{ key string }{text}, &struct{ Key []byte }{[]byte(text)}, errors.New(text)} {
		if !shows(printed(holder), text) {
			t.Errorf("%T hides it", holder)
		}
	}
}

func TestASecretIsRevealedOnlyWhenAsked(t *testing.T) {
	var none secret.Text
	a, same, other := secret.New("EXAMPLE"), secret.New("EXAMPLE"), secret.New("EXAMPLF")
	if a.Reveal() != "EXAMPLE" || none.Reveal() != "" || !none.IsEmpty() || !secret.New("").IsEmpty() || a.IsEmpty() {
		t.Error("it does not reveal what was hidden")
	}
	if !a.Equal(same) || a.Equal(other) || a.Equal(none) || !none.Equal(secret.New("")) {
		t.Error("it does not compare what is hidden")
	}
	if text, err := json.Marshal(exported{a}); err != nil || string(text) != `{"Key":"[secret]"}` {
		t.Errorf("JSON: %s, %v", text, err)
	}
	if text := fmt.Sprintf("%v|%d|%q|%s", a, a, none, a.String()); text != "[secret]|[secret]|[secret]|[secret]" {
		t.Errorf("printed: %s", text)
	}
}
