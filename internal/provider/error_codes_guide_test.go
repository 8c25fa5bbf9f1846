package provider

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/provider/diagnose"
)

// updateGuide makes the test write the guide instead of comparing it, as make generate does.
var updateGuide = flag.Bool("update-guide", false, "write the tables of the guide to the error codes")

func TestErrorCodesGuide_containsEachCode(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "templates", "guides", "error-codes.md")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const gateway = "API gateway"
	introduction, _, found := strings.Cut(string(content), "## "+gateway+"\n")
	if !found {
		t.Fatalf("%s has no section %s", file, gateway)
	}
	var want strings.Builder
	want.WriteString(introduction)
	writeCodes(&want, livestation.SourceGateway, gateway,
		"Codes of the API gateway have three digits. They look like HTTP statuses, but are not, so the provider shows them "+
			"as `(API gateway 200)`.")
	want.WriteString("\n")
	writeCodes(&want, livestation.SourceLiveStation, "Live Station",
		"Codes of Live Station have six digits. In a message, Live Station replaces `{0}` and `{1}`.")
	want.WriteString("\n")
	writeCodes(&want, livestation.SourceGlobalEdge, "Global Edge",
		"Codes of Global Edge have four digits. Only the data source `livestation_global_edges` reads Global Edge. In the "+
			"advice for codes of the API gateway, replace `endpoint` by `global_edge_endpoint` then.")
	if *updateGuide {
		if err := os.WriteFile(file, []byte(want.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if want.String() != string(content) {
		t.Errorf("%s differs from the tables of codes and advice: run make generate", file)
	}
}

// writeCodes writes the codes of one source, with one table for all codes that
// share an advice.
func writeCodes(b *strings.Builder, source livestation.Source, title, text string) {
	fmt.Fprintf(b, "## %s\n\n%s\n", title, text)
	var advices []string
	byAdvice := map[string][]livestation.Code{}
	for _, c := range livestation.Codes() {
		if c.Source != source {
			continue
		}
		advice := diagnose.AdviceFor(c.Code)
		if _, ok := byAdvice[advice]; !ok {
			advices = append(advices, advice)
		}
		byAdvice[advice] = append(byAdvice[advice], c)
	}
	for _, advice := range advices {
		b.WriteString("\n| Code | Meaning | Kind | Message |\n| --- | --- | --- | --- |\n")
		for _, c := range byAdvice[advice] {
			kind := cmp.Or(c.Kind, "unknown")
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", codeWithName(c), c.Meaning, kind, tableCell(c.Message))
		}
		fmt.Fprintf(b, "\n**What to do:** %s\n", listMarkdown(advice))
	}
}

// listMarkdown returns an advice with the blank line that Markdown requires before a list.
func listMarkdown(advice string) string { return strings.Replace(advice, "\n  - ", "\n\n  - ", 1) }

func codeWithName(c livestation.Code) string {
	if c.Name == "" {
		return c.Code
	}
	return c.Code + " `" + c.Name + "`"
}

// tableCell returns a published text with the characters escaped that Markdown interprets in a table.
func tableCell(text string) string {
	return strings.NewReplacer("|", `\|`, "_", `\_`, "*", `\*`, "<", "&lt;").Replace(text)
}
