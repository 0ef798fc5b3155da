package cli

import (
	"errors"
	"fmt"
	"io/fs"

	"sitrep/internal/config"
	"sitrep/internal/store"
)

type dbCommand struct {
	Migrate dbMigrateCommand `cmd:"" help:"Bring the store's schema up to date; other commands do so, too."`
	Backup  dbBackupCommand  `cmd:"" help:"Copy the store to a file while others use it."`
	Prune   dbPruneCommand   `cmd:"" help:"Delete what has passed its retention."`
}

type dbMigrateCommand struct{ ConfigFlag }

func (cmd dbMigrateCommand) Run(c call) error {
	loaded, err := loadConfig(c, cmd.Config)
	if err != nil {
		return err
	}
	opened, err := store.Open(c.context, loaded.Store)
	if err != nil {
		return err
	}
	return opened.Close()
}

type dbBackupCommand struct {
	ConfigFlag
	File string `arg:"" help:"The file to write; it must not exist yet."`
}

func (cmd dbBackupCommand) Run(c call) error {
	return withStore(c, cmd.Config, func(_ *config.Config, opened *store.Store) error {
		return opened.Backup(c.context, cmd.File)
	})
}

type dbPruneCommand struct{ ConfigFlag }

func (cmd dbPruneCommand) Run(c call) error {
	return withStore(c, cmd.Config, func(loaded *config.Config, opened *store.Store) error {
		done, err := opened.Prune(c.context, c.now(), pruneOptions(loaded))
		if err != nil {
			return err
		}
		fmt.Fprintf(c.Stderr, "pruned: %s, %s, %s, %s\n", count(done.Items, "item"), entryCount(done.Entries), count(done.Reports, "report"), count(done.Marks, "mark"))
		return nil
	})
}

// pruneOptions keeps what the configuration says, and what its feeds show.
func pruneOptions(loaded *config.Config) store.PruneOptions {
	options := store.PruneOptions{Retention: loaded.Retention, Shown: map[string]int{}}
	for _, f := range loaded.Feeds {
		options.Shown[f.Name] = f.Limit
	}
	return options
}

// withStore opens a store that exists for one piece of work.
func withStore(c call, path string, work func(*config.Config, *store.Store) error) (err error) {
	loaded, err := loadConfig(c, path)
	if err != nil {
		return err
	}
	opened, err := store.OpenExisting(c.context, loaded.Store)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("nothing has been polled yet, so there is no store: %w", err)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	return work(loaded, opened)
}
