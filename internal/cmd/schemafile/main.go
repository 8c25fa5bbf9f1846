// Command schemafile prints the schemas of the provider in the format of terraform
// providers schema -json. tfplugindocs generates docs/ from them.
//
// The program is necessary because Terraform writes only what its version knows:
// Terraform 1.11 omits list resources, actions and identities, so that docs/ would
// depend on the installed version.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/livestation/terraform-provider-livestation/internal/provider"
)

func main() {
	if err := write(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schemafile:", err)
		os.Exit(1)
	}
}

func write(ctx context.Context, w io.Writer) error {
	schemas, err := read(ctx)
	if err != nil {
		return err
	}
	converted, err := convert(schemas)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(converted)
}

// schemas is what the provider offers, as it describes it to Terraform.
type schemas struct {
	*tfprotov6.GetProviderSchemaResponse
	identities map[string]*tfprotov6.ResourceIdentitySchema
}

// read requests the schemas from the provider as Terraform does.
func read(ctx context.Context) (schemas, error) {
	server, err := providerserver.NewProtocol6WithError(provider.New("docs")())()
	if err != nil {
		return schemas{}, err
	}
	offered, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return schemas{}, err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return schemas{}, err
	}
	return schemas{offered, identities.IdentitySchemas}, errorOf(append(offered.Diagnostics, identities.Diagnostics...))
}

// errorOf returns diagnostics as an error, nil if there is none.
func errorOf(diags []*tfprotov6.Diagnostic) error {
	var errs []error
	for _, d := range diags {
		errs = append(errs, fmt.Errorf("%s: %s", d.Summary, d.Detail))
	}
	return errors.Join(errs...)
}
