package cli

import (
	"errors"
	"fmt"
	"io/fs"

	"sitrep/internal/config"
	"sitrep/internal/poll"
	"sitrep/internal/store"
)

type forgetCommand struct {
	ConfigFlag
	What string `arg:"" name:"url|id" help:"The address, raw id or entry id of an item."`
}

func (cmd forgetCommand) Run(c call) error {
	return withStore(c, cmd.Config, func(loaded *config.Config, opened *store.Store) error {
		done, err := opened.Forget(c.context, store.VerdictQuery{URL: cmd.What, EntryID: cmd.What}, c.now())
		if errors.Is(err, fs.ErrNotExist) {
			return errUnknownItem(cmd.What)
		}
		if err != nil {
			return err
		}
		// What was folded into the entry that is gone is shown now.
		policy, err := compilePolicy(c.context, opened, loaded, c.now())
		if err != nil {
			return err
		}
		conductor := &poll.Conductor{Store: opened, Now: c.now}
		conductor.Use(policy, loaded, nil)
		if err := conductor.Refold(c.context); err != nil {
			return err
		}
		fmt.Fprintf(c.Stderr, "%s purged, %s withdrawn; its mark stays, so that its source does not bring it back\n",
			count(done.Items, "item"), entryCount(done.Entries))
		return nil
	})
}
