package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"

	"sitrep/filter"
	"sitrep/filter/story"
	"sitrep/internal/config"
	"sitrep/internal/fetch"
	"sitrep/internal/poll"
	"sitrep/internal/store"
)

// desk is a configuration with its store: what a command that works on feeds
// has open.
type desk struct {
	mu        sync.RWMutex   // guards config, which a reload replaces
	config    *config.Config // read it through current where a reload may run
	store     *store.Store
	policy    *filter.Policy
	conductor *poll.Conductor
	client    *fetch.Client // nil until a configuration is adopted
	log       *slog.Logger
}

// loadConfig loads a configuration for work, telling every mistake.
func loadConfig(c call, path string) (*config.Config, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no %s here; name one with -c, or start from the shipped one: sitrep presets config > config.yaml", path)
	}
	loaded, findings := config.Load(path)
	if loaded == nil {
		errors, _ := tell(c, findings)
		return nil, fmt.Errorf("%s: %s", path, count(errors, "error"))
	}
	return loaded, nil
}

// openDesk opens configuration and store for work, and brings the store's
// sources in line with the configuration.
func openDesk(c call, path string, force bool) (*desk, error) {
	loaded, err := loadConfig(c, path)
	if err != nil {
		return nil, err
	}
	return openDeskWith(c, loaded, force)
}

func openDeskWith(c call, loaded *config.Config, force bool) (*desk, error) {
	opened, err := store.Open(c.context, loaded.Store)
	if err != nil {
		return nil, err
	}
	d := &desk{store: opened, log: slog.New(slog.NewTextHandler(c.Stderr, nil))}
	d.conductor = &poll.Conductor{Store: opened, Now: c.now, Owner: owner(), Log: d.log, Settle: settling}
	if err := d.adopt(c, loaded, force); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return d, nil
}

// adopt makes a configuration the one this desk works by: its tests must
// pass, what is stored is decided again under it, and only then do its sources
// replace the old ones.
func (d *desk) adopt(c call, loaded *config.Config, force bool) error {
	policy, err := compilePolicy(c.context, d.store, loaded, c.now())
	if err != nil {
		return err
	}
	generation, err := d.store.Generation(c.context)
	if err != nil {
		return err
	}
	hash := policyHash(loaded)
	if generation.Hash != hash {
		if err := passTests(c, loaded, policy); err != nil {
			return err
		}
	}
	adoption, err := d.conductor.Adopt(c.context, policy, poll.Edit{Hash: hash, MaxLoss: loaded.MaxLoss, Force: force})
	if err != nil {
		return err
	}
	if adoption.Decided > 0 {
		d.log.Info("edited configuration applied to what is stored", "items", adoption.Decided, "left", adoption.Left, "entered", adoption.Entered)
	}
	if err := d.store.SyncSources(c.context, sourceRefs(loaded), c.now()); err != nil {
		return err
	}
	d.mu.Lock()
	d.config, d.policy = loaded, policy
	d.mu.Unlock()
	settings := fetch.Config{
		UserAgent:    userAgent(loaded.Site),
		PerHost:      loaded.Fetch.PerHost,
		Spacing:      fetch.DefaultSpacing,
		Timeout:      loaded.Fetch.Timeout,
		MaxSize:      loaded.Fetch.MaxSize,
		AllowPrivate: loaded.Fetch.AllowPrivate,
		Admit:        d.conductor.Admit,
	}
	if d.client == nil {
		d.client = fetch.New(settings)
	} else {
		d.client = d.client.Renew(settings)
	}
	d.conductor.Use(policy, loaded, d.client)
	return nil
}

// policyHash names what verdicts are made under: the configuration, and the
// form of what is compared, which a newer program may have changed.
func policyHash(loaded *config.Config) string {
	return fmt.Sprintf("%s-%d", loaded.Hash, story.PrintVersion)
}

// passTests runs the configuration's tests and tells those that fail.
func passTests(c call, loaded *config.Config, policy *filter.Policy) error {
	failures := runTests(loaded, policy)
	for _, f := range failures {
		fmt.Fprintln(c.Stderr, f)
	}
	if len(failures) > 0 {
		return fmt.Errorf("%s: %s of its own failed, so it is not used", loaded.Path, count(failedTests(failures), "test"))
	}
	return nil
}

// current is the configuration in force.
func (d *desk) current() *config.Config {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.config
}

// Close closes the store.
func (d *desk) Close() error { return d.store.Close() }

// sourceRefs names the sources that are to be visited.
func sourceRefs(loaded *config.Config) []store.SourceRef {
	var refs []store.SourceRef
	for _, s := range loaded.Sources {
		if !s.Disabled {
			refs = append(refs, store.SourceRef{Name: s.Name, Was: s.Was, URL: s.URL, Rhythm: s.Rhythm()})
		}
	}
	return refs
}

// compilePolicy compiles the settings with what only the store knows: the
// authority of ids and the permanent keys of sources.
func compilePolicy(ctx context.Context, opened *store.Store, loaded *config.Config, now time.Time) (*filter.Policy, error) {
	settings := loaded.Settings
	authority, err := opened.Authority(ctx, authorityOf(loaded.Site, now))
	if err != nil {
		return nil, err
	}
	settings.Authority = authority
	known, err := opened.Sources(ctx)
	if err != nil {
		return nil, err
	}
	keys := make(map[string]string, len(known))
	for _, s := range known {
		keys[s.Name] = s.Key
	}
	settings.Sources = slices.Clone(settings.Sources)
	for i := range settings.Sources {
		settings.Sources[i].Key = keyOf(loaded.Sources[i], keys)
	}
	return compile(settings)
}

// keyOf is a source's permanent key: the first name the store knew it by. It
// is empty for a source the store does not know yet.
func keyOf(s config.Source, keys map[string]string) string {
	for _, name := range append([]string{s.Name}, s.Was...) {
		if key, ok := keys[name]; ok {
			return key
		}
	}
	return ""
}

// compile makes a policy of settings that the configuration has checked.
func compile(settings filter.Settings) (*filter.Policy, error) {
	policy, problems := filter.Compile(settings)
	if len(problems) > 0 {
		all := make([]error, len(problems))
		for i, p := range problems {
			all[i] = p
		}
		return nil, errors.Join(all...)
	}
	return policy, nil
}

// authorityOf is the authority a site would mint ids under (RFC 4151, section
// 2.1): as configured, else the host of its address and the year.
func authorityOf(site config.Site, now time.Time) string {
	if site.ID != "" {
		return site.ID
	}
	host := "localhost"
	if u, err := url.Parse(site.BaseURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return fmt.Sprintf("%s,%d", host, now.UTC().Year())
}

// userAgent names program, version and contact to the people we depend on.
func userAgent(site config.Site) string {
	contact := site.Contact
	if contact == "" {
		contact = site.BaseURL
	}
	return fmt.Sprintf("sitrep/%s (+%s)", release, contact)
}

// owner names this process in leases: no two are alike, though containers may
// share a host name and a process number.
func owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text()[:8])
}
