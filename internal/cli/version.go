package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is the version of the program; a build from a checkout adds its
// revision.
const release = "0.1.0"

type versionCommand struct{}

func (versionCommand) Run(c call) error {
	_, err := fmt.Fprintf(c.Stdout, "sitrep %s (%s, %s/%s)\n", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// Version is the release, with the revision it was built from where that is
// known.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			return release + "+" + setting.Value[:12]
		}
	}
	return release
}
