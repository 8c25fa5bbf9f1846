package livestation

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The responses of these operations contain no stream key, so that an error may show
// them. A new operation is private unless somebody decides otherwise and adds it.
var publicOperations = []string{"SetCallbackEndpoint", "getCallbackEndpoint"}

func TestOperation_isPrivateUnlessListed(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var public []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			ast.Inspect(declaration, func(n ast.Node) bool {
				if field, ok := n.(*ast.KeyValueExpr); ok && isIdent(field.Key, "public") && !isIdent(field.Value, "false") {
					public = append(public, declaredName(declaration))
				}
				return true
			})
		}
	}
	slices.Sort(public)
	if !slices.Equal(public, publicOperations) {
		t.Errorf("public operations are %q, want %q", public, publicOperations)
	}
}

func isIdent(e ast.Expr, name string) bool {
	ident, ok := e.(*ast.Ident)
	return ok && ident.Name == name
}

// declaredName returns the name of a function or variable.
func declaredName(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Name.Name
	case *ast.GenDecl:
		if value, ok := d.Specs[0].(*ast.ValueSpec); ok {
			return value.Names[0].Name
		}
	}
	return ""
}
