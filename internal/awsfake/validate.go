package awsfake

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// validation collects what is wrong with the parameters of a call; AWS answers with all of it.
type validation struct {
	call  *call
	wrong []string
}

// constraint is what the service model says about a text.
type constraint struct {
	minLength, maxLength int
	pattern              *regexp.Regexp // anchored; shown as AWS shows it, without anchors
}

// The constraints of the API models (see botocore's service-2.json of sts and iam).
var (
	serialConstraint      = constraint{9, 256, regexp.MustCompile(`\A[\w+=/:,.@-]*\z`)}
	codeConstraint        = constraint{6, 6, regexp.MustCompile(`\A[\d]*\z`)}
	roleARNConstraint     = constraint{20, 2048, regexp.MustCompile(`\A[\x20-\x7E]+\z`)} // of which AWS allows more
	sessionNameConstraint = constraint{2, 64, regexp.MustCompile(`\A[\w+=,.@-]*\z`)}
	userNameConstraint    = constraint{1, 128, regexp.MustCompile(`\A[\w+=,.@-]+\z`)}
	markerConstraint      = constraint{1, 4096, regexp.MustCompile(`\A[\x{0020}-\x{00FF}]+\z`)}
)

// text is an optional parameter, empty when it is not there.
func (v *validation) text(name string, c constraint) string {
	values, given := v.call.form[name]
	if !given {
		return ""
	}
	value := values[0]
	switch {
	case len(value) < c.minLength:
		v.fail(name, value, fmt.Sprintf("Member must have length greater than or equal to %d", c.minLength))
	case len(value) > c.maxLength:
		v.fail(name, value, fmt.Sprintf("Member must have length less than or equal to %d", c.maxLength))
	}
	if !c.pattern.MatchString(value) {
		shown := strings.TrimSuffix(strings.TrimPrefix(c.pattern.String(), `\A`), `\z`)
		v.fail(name, value, "Member must satisfy regular expression pattern: "+shown)
	}
	return value
}

// required is a parameter that must be there.
func (v *validation) required(name string, c constraint) string {
	if !v.call.form.Has(name) {
		v.wrong = append(v.wrong, fmt.Sprintf("Value null at '%s' failed to satisfy constraint: Member must not be null", memberName(name)))
		return ""
	}
	return v.text(name, c)
}

// number is an optional parameter within bounds, the fallback when it is not there.
func (v *validation) number(name string, least, most, fallback int) int {
	if !v.call.form.Has(name) {
		return fallback
	}
	value := v.call.form.Get(name)
	n, err := strconv.Atoi(value)
	switch {
	case err != nil:
		v.fail(name, value, "Member must be an integer") // AWS's own text is not known
	case n < least:
		v.fail(name, value, fmt.Sprintf("Member must have value greater than or equal to %d", least))
	case n > most:
		v.fail(name, value, fmt.Sprintf("Member must have value less than or equal to %d", most))
	}
	return n
}

func (v *validation) fail(name, value, rule string) {
	v.wrong = append(v.wrong, fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: %s", value, memberName(name), rule))
}

// err is the refusal; nil when nothing is wrong.
func (v *validation) err() *apiError {
	if len(v.wrong) == 0 {
		return nil
	}
	plural := "s"
	if len(v.wrong) == 1 {
		plural = ""
	}
	text := fmt.Sprintf("%d validation error%s detected: %s", len(v.wrong), plural, strings.Join(v.wrong, "; "))
	return &apiError{http.StatusBadRequest, "ValidationError", text}
}

// memberName is the parameter as AWS names it in its texts: tokenCode for TokenCode.
func memberName(parameter string) string {
	return strings.ToLower(parameter[:1]) + parameter[1:]
}
