package cli

import (
	"fmt"
	"io/fs"
	"strings"

	"sitrep/internal/config"
)

type presetsCommand struct {
	Name string `arg:"" optional:"" help:"A strip set or word list, or config for the shipped configuration; without a name, their list."`
}

func (cmd presetsCommand) Run(c call) error {
	if cmd.Name == "config" {
		shipped, err := fs.ReadFile(c.Shipped, "config.yaml")
		if err != nil {
			return fmt.Errorf("read shipped configuration: %w", err)
		}
		_, err = c.Stdout.Write(shipped)
		return err
	}
	var names []string
	list := &sheet{w: c.Stdout}
	for _, p := range config.Presets() {
		if p.Name == cmd.Name {
			_, err := fmt.Fprint(c.Stdout, p.Text)
			return err
		}
		names = append(names, p.Name)
		if cmd.Name == "" {
			list.printf("%-14s %s\n", p.Name, p.Kind)
		}
	}
	if cmd.Name == "" {
		list.printf("%-14s %s\n", "config", "the shipped configuration")
		return list.err
	}
	return usageError(fmt.Sprintf("there is no preset %q; there are %s and config", cmd.Name, strings.Join(names, ", ")))
}
