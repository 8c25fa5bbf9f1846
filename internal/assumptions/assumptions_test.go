package assumptions_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/assumptions"
)

// root is the repository's, from this package.
const root = "../.."

// guesses are the words by which a comment marks that it relies on an assumption.
var guesses = regexp.MustCompile(`(?i)\b(assum(e|es|ed|ing)|presum\w*|likely|inferred|guess\w*)\b`)

var (
	idPattern = regexp.MustCompile(`\bA\d\d\b`)
	// reference is how a comment names an assumption, or two.
	reference = regexp.MustCompile(`\bassumptions? (A\d\d\b(?:(?:,| and) A\d\d\b)*)`)
)

func TestAll_hasUniqueOrderedIDs(t *testing.T) {
	t.Parallel()
	for i, a := range assumptions.All() {
		if want := fmt.Sprintf("A%02d", i+1); a.ID != want {
			t.Errorf("the ID at %d is %s, want %s", i, a.ID, want)
		}
	}
}

func TestAll_isComplete(t *testing.T) {
	t.Parallel()
	for _, a := range assumptions.All() {
		if !slices.Contains([]assumptions.Origin{assumptions.Published, assumptions.SDK, assumptions.Inferred}, a.Origin) {
			t.Errorf("%s has the origin %q", a.ID, a.Origin)
		}
		for name, text := range map[string]string{"Statement": a.Statement, "DependsOn": a.DependsOn, "IfWrong": a.IfWrong} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s of %s is %q, want sentences", name, a.ID, text)
			}
		}
		if a.Origin == assumptions.Inferred && len(a.Places) == 0 {
			t.Errorf("%s is inferred, but no comment names it", a.ID)
		}
	}
}

func TestComments_nameExistingAssumptions(t *testing.T) {
	t.Parallel()
	known := map[string][]string{}
	for _, a := range assumptions.All() {
		known[a.ID] = a.Places
	}
	for file, comments := range sourceComments(t) {
		for _, id := range namedIn(comments) {
			places, ok := known[id]
			if !ok {
				t.Errorf("%s names assumption %s, which is not in the register", file, id)
			} else if !slices.Contains(places, file) {
				t.Errorf("%s names assumption %s, whose Places do not contain the file", file, id)
			}
		}
	}
}

func TestPlaces_nameTheAssumption(t *testing.T) {
	t.Parallel()
	comments := sourceComments(t)
	for _, a := range assumptions.All() {
		for _, file := range a.Places {
			if !slices.Contains(namedIn(comments[file]), a.ID) {
				t.Errorf("no comment of %s names assumption %s", file, a.ID)
			}
		}
	}
}

func TestComments_nameTheAssumptionOfEachGuess(t *testing.T) {
	t.Parallel()
	for file, comments := range sourceComments(t) {
		for _, comment := range comments {
			if word := guesses.FindString(comment); word != "" && !reference.MatchString(comment) {
				t.Errorf("%s: a comment says %q, but does not name an assumption, such as \"assumption A01\":\n%s",
					file, word, comment)
			}
		}
	}
}

func TestGuesses_areFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		comment string
		found   bool
	}{
		{comment: "The status is assumed.", found: true},
		{comment: "This is likely", found: true},
		{comment: "guessSource tells who sent a code", found: true},
		{comment: "an error is unlikely to be repeated", found: false},
		{comment: "the assumption", found: false},
	} {
		if got := guesses.MatchString(c.comment); got != c.found {
			t.Errorf("%q: found is %v, want %v", c.comment, got, c.found)
		}
	}
}

// The register is for contributors, so it must not make the provider larger.
func TestRegister_isNotPartOfTheProvider(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{".", "internal/provider", "internal/livestation", "internal/ncloud"} {
		for _, file := range goFiles(t, folder) {
			data, err := os.ReadFile(filepath.Join(root, file))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(data), "internal/assumptions\"") {
				t.Errorf("%s imports the register", file)
			}
		}
	}
}

// namedIn returns the IDs that comments name.
func namedIn(comments []string) []string {
	var ids []string
	for _, comment := range comments {
		for _, found := range reference.FindAllStringSubmatch(comment, -1) {
			ids = append(ids, idPattern.FindAllString(found[1], -1)...)
		}
	}
	return ids
}

// sourceComments returns the comments of the provider and of fakeapi by file, each on
// one line.
func sourceComments(t *testing.T) map[string][]string {
	t.Helper()
	comments := map[string][]string{}
	for _, folder := range []string{
		".", "internal/provider", "internal/livestation", "internal/ncloud", "internal/testing/fakeapi",
	} {
		for _, file := range goFiles(t, folder) {
			parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, group := range parsed.Comments {
				comments[file] = append(comments[file], oneLine(group))
			}
		}
	}
	if len(comments) < 40 {
		t.Fatalf("only %d files have comments", len(comments))
	}
	return comments
}

func oneLine(group *ast.CommentGroup) string { return strings.Join(strings.Fields(group.Text()), " ") }

// goFiles returns the Go files of a folder without its subfolders and tests.
func goFiles(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := fs.ReadDir(os.DirFS(root), folder)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) == ".go" && !strings.HasSuffix(entry.Name(), "_test.go") {
			files = append(files, strings.TrimPrefix(folder+"/"+entry.Name(), "./"))
		}
	}
	return files
}
