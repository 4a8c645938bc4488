package awsfake

import (
	"fmt"
	"net/http"
	"strings"
)

// authorizeSelf lets users read what concerns themselves, which is what the policies that enforce
// MFA allow; roles may read nothing. The target is the user that the request is about; unnamed
// says that the request did not name it.
func (c *call) authorizeSelf(target *account, unnamed bool) *apiError {
	who := c.caller.account
	if who != target {
		return c.notAllowed("user " + target.Name)
	}
	if c.action != "ListMFADevices" || c.caller.mfa {
		return nil
	}
	if who.denyListing {
		return c.denied("user "+target.Name, "with an explicit deny in an identity-based policy")
	}
	if who.denyUnnamed && unnamed {
		return c.notAllowed("user *")
	}
	return nil
}

// notAllowed is the refusal because no policy speaks for the caller.
func (c *call) notAllowed(resource string) *apiError {
	return c.denied(resource, fmt.Sprintf("because no identity-based policy allows the %s:%s action", c.service.name, c.action))
}

func (c *call) denied(resource, why string) *apiError {
	text := fmt.Sprintf("User: %s is not authorized to perform: %s:%s on resource: %s %s",
		c.caller.arn, c.service.name, c.action, resource, why)
	return &apiError{http.StatusForbidden, "AccessDenied", strings.TrimSpace(text)}
}
