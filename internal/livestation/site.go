package livestation

import (
	"errors"
	"fmt"
)

// A Site is one of NAVER Cloud's separate clouds, with accounts of its own.
type Site struct {
	// Name is its name in the vendor's Terraform provider.
	Name string
	// Region is the default region code of its requests.
	Region string
	// pathPrefix comes before each operation's path.
	pathPrefix string
}

// The sites that offer Live Station. That the financial site has the same prefix for
// callbacks as for channels is assumed (assumption A34): only the channels' pages say
// so.
var (
	PublicSite    = Site{Name: "public", Region: "KR", pathPrefix: "/api/v2"}
	FinancialSite = Site{Name: "fin", Region: "FKR", pathPrefix: "/api/fin-v2"}
)

var sites = [...]Site{PublicSite, FinancialSite}

// ParseSite returns the site of a name. The error is a predicate of the name and
// lists the valid ones.
func ParseSite(name string) (Site, error) {
	for _, site := range sites {
		if site.Name == name {
			return site, nil
		}
	}
	if name == "gov" {
		return Site{}, errors.New("is gov, but the public-sector site does not offer Live Station: use public or fin")
	}
	return Site{}, fmt.Errorf("is %.20q, which is not a valid site: use public or fin", name)
}
