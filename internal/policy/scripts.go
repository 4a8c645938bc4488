package policy

import _ "embed"

// The parts of the scripts, which are the same for all policies.
var (
	//go:embed scripts/common.sh
	commonScript string
	//go:embed scripts/group.sh
	groupScript string
	//go:embed scripts/scp.sh
	scpScript string
)
