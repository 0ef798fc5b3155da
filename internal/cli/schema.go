package cli

import "sitrep/internal/config"

type schemaCommand struct{}

func (schemaCommand) Run(c call) error {
	schema, err := config.Schema()
	if err != nil {
		return err
	}
	_, err = c.Stdout.Write(schema)
	return err
}
