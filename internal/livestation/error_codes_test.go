package livestation

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// publishedCodes reads a published table: a header, then one line per code with
// the code, its message and, for Live Station, its description.
func publishedCodes(t *testing.T, file string) [][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]string
	for line := range strings.Lines(string(data)) {
		lines = append(lines, strings.Split(strings.TrimRight(line, "\n"), "\t"))
	}
	return lines[1:]
}

func TestCodes_containsPublishedLiveStationCodes(t *testing.T) {
	t.Parallel()
	published := publishedCodes(t, "error-codes.tsv")
	if len(published) < 139 { // 139 were published in 2025; codes are only added
		t.Fatalf("the published table has %d codes", len(published))
	}
	var ours []Code
	for _, c := range Codes() {
		if c.Source == SourceLiveStation {
			ours = append(ours, c)
		}
	}
	if len(ours) != len(published) {
		t.Fatalf("the table has %d codes, the published one %d", len(ours), len(published))
	}
	for i, line := range published {
		if got := []string{ours[i].Code, ours[i].Message, ours[i].Description}; !slices.Equal(got, line) {
			t.Errorf("line %d is\n%q, published is\n%q", i+1, got, line)
		}
	}
}

func TestCodes_containsPublishedGatewayCodes(t *testing.T) {
	t.Parallel()
	var ours [][]string
	for _, c := range Codes() {
		if c.Source == SourceGateway {
			ours = append(ours, []string{c.Code, c.Message})
		}
	}
	published := publishedCodes(t, "gateway-codes.tsv")
	if len(published) < 12 || !slices.EqualFunc(ours, published, slices.Equal) {
		t.Errorf("the table has\n%q, published is\n%q", ours, published)
	}
}

// Retries and advice depend on the kind. Codes that are not listed here report
// an invalid request.
func TestCodes_haveExpectedKind(t *testing.T) {
	t.Parallel()
	kinds := map[string]Kind{}
	for kind, codes := range map[Kind]string{
		KindUnauthenticated: "200",
		KindPermission:      "210 230 250006 250010 250015 250017 250304 250505",
		KindNotFound:        "300 250004 250100 250123 250300 250301 250501 250701 250702 250705",
		KindWrongState: "250101 250102 250103 250107 250108 250109 250112 250113 250114 250115 250121 250124 250125 250133 " +
			"250134 250135 250136 250137 250140 250141 250303 250305 250306 250311 250374 250504 250507 250700",
		KindThrottled:   "400 410 420",
		KindUnavailable: "500 510 250005 250007",
		KindInternal:    "900 250000 250008 250009 250016 250105 250106 250502",
		KindUnknown:     "250001 250013",
	} {
		for code := range strings.FieldsSeq(codes) {
			kinds[code] = kind
		}
	}
	for _, c := range Codes() {
		want, listed := kinds[c.Code]
		if !listed {
			want = KindInvalidRequest
		}
		if c.Kind != want {
			t.Errorf("code %s (%s) has kind %q, want %q", c.Code, c.Message, c.Kind, want)
		}
	}
}

// The summary of a diagnostic is the meaning and the code.
func TestCodes_meaningFitsSummary(t *testing.T) {
	t.Parallel()
	for _, c := range Codes() {
		suffix := " (" + c.Code + ")"
		if c.Source == SourceGateway {
			suffix = " (API gateway " + c.Code + ")"
		}
		if c.Meaning == "" {
			t.Errorf("code %s has no meaning", c.Code)
		}
		if n := utf8.RuneCountInString(c.Meaning + suffix); n > 60 {
			t.Errorf("code %s: the summary %q has %d characters, want at most 60", c.Code, c.Meaning+suffix, n)
		}
		if strings.HasSuffix(c.Meaning, ".") {
			t.Errorf("code %s: the meaning %q ends with a period", c.Code, c.Meaning)
		}
	}
}

func TestCodes_meaningIsUnique(t *testing.T) {
	t.Parallel()
	meanings := map[string]string{}
	for _, c := range Codes() {
		if other, ok := meanings[c.Meaning]; ok {
			t.Errorf("codes %s and %s share the meaning %q", other, c.Code, c.Meaning)
		}
		meanings[c.Meaning] = c.Code
	}
}

func TestCodes_returnsCopy(t *testing.T) {
	t.Parallel()
	Codes()[0].Meaning = "changed"
	if Codes()[0].Meaning == "changed" {
		t.Error("a caller can change the table")
	}
}
