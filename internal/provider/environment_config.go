package provider

import (
	"errors"
	"fmt"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// ConfigFromEnvironment returns the configuration of the client that an empty
// provider block results in: from the environment, the profile file and the defaults.
// It is for make check-api. Warnings and the error are text for a terminal, without
// credentials.
func ConfigFromEnvironment() (config livestation.Config, warnings []string, err error) {
	return configFrom(systemEnvironment())
}

func configFrom(env environment) (config livestation.Config, warnings []string, err error) {
	config, diags := resolveSettings(providerModel{}, env)
	var errs []error
	for _, d := range diags.Errors() {
		errs = append(errs, fmt.Errorf("%s\n\n%s", d.Summary(), d.Detail()))
	}
	for _, d := range diags.Warnings() {
		warnings = append(warnings, d.Summary()+"\n\n"+d.Detail())
	}
	return config, warnings, errors.Join(errs...)
}
