package cli

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/parse"
	"sitrep/internal/config"
	"sitrep/internal/fetch"
	"sitrep/internal/poll"
)

type inspectCommand struct {
	ConfigFlag
	FormatFlag
	What string `arg:"" name:"url|file" help:"The address or file of a source document."`
}

func (cmd inspectCommand) Run(c call) error {
	// One document, perhaps a hostile one: memory is dearer than time.
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	loaded, err := cmd.configIfAny(c)
	if err != nil {
		return err
	}
	address, err := documentAddress(cmd.What)
	if err != nil {
		return err
	}
	settings := fetch.Config{UserAgent: userAgent(config.Site{}), Timeout: 30 * time.Second, PerHost: 2}
	src := config.Source{URL: address}
	if loaded != nil {
		settings = fetch.Config{UserAgent: userAgent(loaded.Site), PerHost: loaded.Fetch.PerHost, Timeout: loaded.Fetch.Timeout,
			MaxSize: loaded.Fetch.MaxSize, AllowPrivate: loaded.Fetch.AllowPrivate}
		for _, s := range loaded.Sources {
			if s.URL == address || s.Name == cmd.What {
				src = s
			}
		}
	}
	response, fault := fetch.New(settings).Get(c.context, fetch.Request{URL: src.URL, Headers: src.Headers, Auth: src.Auth})
	if fault != nil && len(response.Body) == 0 {
		return fault
	}
	document, err := parse.Document(response.Body, poll.ParseOptions(src, response, int(settings.MaxSize), c.now()))
	if err != nil {
		return fmt.Errorf("read %s: %w", cmd.What, err)
	}
	if fault != nil { // it broke off; its complete items are shown, as a turn takes them in
		document.Truncated = true
		document.Warnings = append(document.Warnings, feed.Warning{At: "fetch", Text: fault.Error()})
	}
	for _, w := range response.Warnings {
		document.Warnings = append(document.Warnings, feed.Warning{At: "fetch", Text: w})
	}
	if cmd.Format == "json" {
		encoder := json.NewEncoder(c.Stdout)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(document)
	}
	return writeDocument(c, response, document)
}

// configIfAny loads the configuration where there is one; inspect works
// without.
func (cmd inspectCommand) configIfAny(c call) (*config.Config, error) {
	if _, err := os.Stat(cmd.Config); err != nil && cmd.Config == "config.yaml" {
		return nil, nil
	}
	return loadConfig(c, cmd.Config)
}

// documentAddress makes an address of what was typed: an http(s) or file
// address, or a path.
func documentAddress(what string) (string, error) {
	if strings.Contains(what, "://") || strings.HasPrefix(what, "file:") {
		return what, nil
	}
	path, err := filepath.Abs(what)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", what, err)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String(), nil
}
