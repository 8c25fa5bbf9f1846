package livestation

import (
	"errors"
	"fmt"
)

// A Site is one of NAVER Cloud's separate clouds.
type Site struct {
	// Name is what the vendor's Terraform provider calls it.
	Name string
	// Region is the region code that its requests carry by default.
	Region string
	// pathPrefix stands before every operation's path.
	pathPrefix string
}

// The sites that offer Live Station. That the financial site's callbacks stand
// under the same prefix as its channels is inferred: only the channels' pages say so.
var (
	PublicSite    = Site{Name: "public", Region: "KR", pathPrefix: "/api/v2"}
	FinancialSite = Site{Name: "fin", Region: "FKR", pathPrefix: "/api/fin-v2"}
)

var sites = [...]Site{PublicSite, FinancialSite}

// ParseSite returns the site of a name. The error says which there are.
func ParseSite(name string) (Site, error) {
	for _, site := range sites {
		if site.Name == name {
			return site, nil
		}
	}
	if name == "gov" {
		return Site{}, errors.New("is gov, and the public-sector site does not offer Live Station: use public or fin")
	}
	return Site{}, fmt.Errorf("is %.20q, which is not a site that offers Live Station: use public or fin", name)
}
