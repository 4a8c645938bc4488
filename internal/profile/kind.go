package profile

import "strings"

// Kind says where the credentials of a profile without long-term keys come from.
type Kind int

// The kinds, from nothing to what the AWS CLI would look at first.
const (
	NoKeys           Kind = iota // nothing that gives credentials
	CredentialSource             // of the machine: EC2, ECS, the environment
	Process                      // a credential_process that is not ours
	Login                        // aws login
	SSO                          // IAM Identity Center
	Role                         // assumed with the credentials of another profile
	WebIdentity                  // assumed with a token file
)

// String is the end of "the profile …".
func (k Kind) String() string {
	switch k {
	case NoKeys:
		return "has none"
	case CredentialSource:
		return "takes the credentials of the machine (credential_source)"
	case Process:
		return "gets its credentials from another program (credential_process)"
	case Login:
		return "uses aws login (login_session)"
	case SSO:
		return "uses IAM Identity Center (sso_session, sso_start_url)"
	case Role:
		return "assumes a role (role_arn)"
	case WebIdentity:
		return "uses a web identity (web_identity_token_file)"
	}
	return "unknown"
}

// kind goes by botocore's order (credentials.py, create_credential_resolver), so that an alias is
// only one where AWS tools would run the process: a role beside it goes first. For IAM Identity
// Center botocore goes by account and role; without them the session says nothing.
func (v *view) kind() Kind {
	switch {
	case v.has("web_identity_token_file"):
		return WebIdentity
	case v.has("role_arn") && v.has("credential_source"):
		return CredentialSource
	case v.has("role_arn"):
		return Role
	case v.has("sso_account_id", "sso_role_name"):
		return SSO
	case v.has("login_session"):
		return Login
	case v.has("credential_process"):
		return Process
	case v.has("sso_session", "sso_start_url"):
		return SSO
	case v.has("credential_source"):
		return CredentialSource
	}
	return NoKeys
}

// process is the command line of credential_process. It may go over several lines, which are white
// space between its words; an indented block it cannot be.
func (v *view) process() string {
	s := v.setting("credential_process")
	if s == nil {
		return ""
	}
	if strings.HasPrefix(s.lines(), "\n") {
		v.fail(s.fault(errSeveralLines))
	}
	return s.lines()
}

// feeder is the profile whose credentials a role is in the end assumed with, and whether AWS tools
// get those from this program. For a profile with nothing else it is its source_profile, which does
// nothing without a role.
func (r *reader) feeder(v *view, kind Kind) (name string, fed bool) {
	if kind == NoKeys {
		return v.text("source_profile"), false
	}
	for range maxNames {
		if v.kind() != Role {
			return name, name != "" && v.fed()
		}
		name = v.text("source_profile")
		next, err := r.view(name)
		if err != nil || !next.known() {
			return "", false
		}
		v = next
	}
	return "", false
}

// fed is true for a profile without keys of its own in the files whose process is ours.
func (v *view) fed() bool {
	keys, err := v.keys()
	if keys != nil || err != nil || v.kind() != Process {
		return false
	}
	_, ours := aliasTarget(v.process())
	return ours
}
