package awsfake

import (
	"io"
	"mime"
	"net/http"
	"net/url"
)

// call is one request, as far as it is understood yet.
type call struct {
	request *http.Request
	body    []byte
	form    url.Values
	action  string // as the request has it; empty when it has none
	service service
	caller  principal // known once it is authenticated
}

// service is one AWS service that speaks the query protocol.
type service struct {
	name       string // as in the credential scope
	version    string
	namespace  string
	operations map[string]operation
}

// operation answers an authenticated call. It runs under Server.mu, so it must not wait.
type operation func(*Server, *call) (any, *apiError)

// services are told apart by their API version, for both are at one endpoint.
var services = []service{
	{"sts", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/", stsOperations},
	{"iam", "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/", iamOperations},
}

// maxBody is far above any request of the two services.
const maxBody = 1 << 20

// readCall takes a request apart. The call is there also when it fails, to be counted.
func readCall(r *http.Request) (*call, *apiError) {
	c := &call{request: r, form: url.Values{}, service: services[0]}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return c, errMalformedQuery
	}
	c.body = body
	if c.form, err = readForm(r, body); err != nil {
		return c, errMalformedQuery
	}
	c.action = c.form.Get("Action")
	if c.action == "" {
		return c, errMissingAction
	}
	for _, service := range services {
		if c.form.Get("Version") == service.version {
			c.service = service
		}
	}
	if c.operation() == nil || c.form.Get("Version") != c.service.version {
		return c, errInvalidAction(c.action, c.form.Get("Version"))
	}
	return c, nil
}

// readForm joins the parameters of the query and of the body.
func readForm(r *http.Request, body []byte) (url.Values, error) {
	form, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return url.Values{}, err
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return form, nil //nolint:nilerr // AWS reads parameters from bodies of this type only
	}
	posted, err := url.ParseQuery(string(body))
	if err != nil {
		return url.Values{}, err
	}
	for name, values := range posted {
		form[name] = append(form[name], values...)
	}
	return form, nil
}

func (c *call) operation() operation { return c.service.operations[c.action] }
