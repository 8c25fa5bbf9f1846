// Package assumptions is the register of what the provider and the fake API assume of
// the real Live Station API. Its data is not part of the provider: make check-api
// compares it with the API, and make generate writes ASSUMPTIONS.md from it.
//
// A comment that relies on an assumption names it, such as "assumption A01". The test
// of this package compares the comments with the register.
package assumptions

// An Origin is where an assumption comes from.
type Origin string

// The origins of an assumption.
const (
	Published Origin = "published" // on the vendor's pages
	SDK       Origin = "SDK"       // in the vendor's SDKs or its Terraform provider
	Inferred  Origin = "inferred"  // from pages and programs, without confirmation
)

// An Assumption is one statement about the API that can turn out wrong.
type Assumption struct {
	// ID is such as A01. IDs are never reused: reports and comments name them.
	ID string
	// Statement is one sentence that a response can contradict.
	Statement string
	Origin    Origin
	// DependsOn tells what relies on the assumption.
	DependsOn string
	// IfWrong tells what to change.
	IfWrong string
	// Places are the files, from the root of the repository, with a comment that names
	// the assumption.
	Places []string
	// NotChecked is why make check-api does not check the assumption, "" if it does.
	NotChecked string
}

// All returns the register, ordered by ID.
func All() []Assumption { return register() }
