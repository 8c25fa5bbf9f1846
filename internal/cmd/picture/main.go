// Command picture writes what a user sees of examples/first-channel as an SVG, for the README: it runs the real
// Terraform, or OpenTofu, with the provider as built, against a fake API on 127.0.0.1. What differs
// from run to run, such as the ID of the channel, is replaced, so that the file changes only with the output.
//
// It runs in the root folder of the repository.
package main

import (
	"context"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
	"github.com/livestation/terraform-provider-livestation/internal/testing/sandbox"
)

const (
	example = "examples/first-channel"
	picture = example + "/apply.svg"
)

func main() {
	if err := sandbox.Run("picture", run); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder string) error {
	mirror, err := sandbox.BuildMirror(ctx, ".", filepath.Join(folder, "mirror"))
	if err != nil {
		return err
	}
	workspace := filepath.Join(folder, "workspace")
	if err := os.CopyFS(workspace, os.DirFS(example)); err != nil {
		return err
	}
	if err := mirror.Init(ctx, workspace); err != nil {
		return err
	}
	api := fakeapi.Start()
	defer api.Close()
	edges := api.StartGlobalEdge()
	defer edges.Close()
	env := []string{
		"NCLOUD_ACCESS_KEY=" + fakeapi.Allowed.AccessKey, "NCLOUD_SECRET_KEY=" + fakeapi.Allowed.SecretKey,
		"LIVESTATION_ENDPOINT=" + api.URL, "LIVESTATION_GLOBAL_EDGE_ENDPOINT=" + edges.URL,
	}
	apply := mirror.Command(ctx, workspace, env, "apply", "-auto-approve", "-no-color")
	out, err := apply.CombinedOutput()
	if err != nil {
		return fmt.Errorf("apply failed: %w\n%s", err, out)
	}
	lines := excerpt(string(out))
	if len(lines) < len(parts) {
		return fmt.Errorf("the output has another form:\n%s", out)
	}
	return os.WriteFile(picture, []byte(draw(lines)), 0o600)
}

// parts are the first and the last line of each part of the output that the picture has.
var parts = [...]struct{ first, last string }{
	{`^  \+ resource "livestation_channel"`, `^        \}`}, // up to the end of cdn
	{`^Plan: `, `^Plan: `},
	{`^livestation_channel\.first: Creating`, `^livestation_channel\.first: Creation complete`},
	{`^Warning: This plan creates a CDN`, `^The creation takes`},
	{`^Apply complete`, `^watch_url`},
}

// excerpt returns the lines of the picture. Between two parts, a line with an ellipsis is for what it leaves out.
func excerpt(out string) []string {
	lines := []string{"$ terraform apply", ""}
	rest := strings.Split(out, "\n")
	for i, part := range parts {
		first, last := regexp.MustCompile(part.first), regexp.MustCompile(part.last)
		isIn := false
		for n, line := range rest {
			isIn = isIn || first.MatchString(line)
			if isIn {
				lines = append(lines, steady(line))
			}
			if isIn && last.MatchString(line) {
				rest = rest[n+1:]
				break
			}
		}
		switch {
		case !isIn:
			return nil
		case i == 0:
			lines = append(lines, "      …", "    }")
		}
		lines = append(lines, "")
	}
	return lines[:len(lines)-1]
}

// steady replaces what differs from run to run.
func steady(line string) string {
	line = regexp.MustCompile(`ls-\d{14}-\d{5}`).ReplaceAllString(line, fakeapi.MainStage().ID)
	return regexp.MustCompile(` after \d+s.*`).ReplaceAllString(line, "")
}

// The size of a character and of the margin, in pixels.
const (
	characterWidth = 8
	lineHeight     = 18
	margin         = 16
)

// draw returns lines as an SVG.
func draw(lines []string) string {
	longest := 0
	var text strings.Builder
	for i, line := range lines {
		longest = max(longest, len([]rune(line)))
		if line != "" {
			fmt.Fprintf(&text, "<text x=\"%d\" y=\"%d\" fill=\"%s\" xml:space=\"preserve\">%s</text>\n",
				margin, margin+lineHeight*(i+1), color(line), html.EscapeString(line))
		}
	}
	width, height := 2*margin+characterWidth*longest, 2*margin+lineHeight*(len(lines)+1)
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "+
		"height=\"%d\" font-family=\"ui-monospace, Menlo, Consolas, monospace\" font-size=\"13\">\n"+
		"<title>The output of terraform apply in %s</title>\n"+
		"<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"#0d1117\"/>\n%s</svg>\n",
		width, height, width, height, example, text.String())
}

// color returns the color of a line as a terminal shows it.
func color(line string) string {
	switch {
	case strings.HasPrefix(line, "Warning"):
		return "#d29922"
	case strings.HasPrefix(line, "$"):
		return "#79c0ff"
	case strings.HasPrefix(line, "Apply complete"), strings.HasPrefix(strings.TrimSpace(line), "+ "):
		return "#56d364"
	default:
		return "#e6edf3"
	}
}
