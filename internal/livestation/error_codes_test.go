package livestation

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A published table, one line a code: code, message, and Live Station's description.
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

func TestTheTableHoldsEveryPublishedCodeOfLiveStation(t *testing.T) {
	t.Parallel()
	published := publishedCodes(t, "error-codes.tsv")
	if len(published) < 139 { // those of 2025; a table only grows
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

func TestTheTableHoldsEveryCodeOfTheGateway(t *testing.T) {
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

// What is tried again and what a user is told hang on the kind. Every code that
// is not listed here blames the request.
func TestEveryCodeIsOfItsKind(t *testing.T) {
	t.Parallel()
	kinds := map[string]Kind{}
	for kind, codes := range map[Kind]string{
		KindUnauthenticated: "200",
		KindPermission:      "210 230 250006 250010 250015 250017 250304 250505",
		KindNotFound:        "300 250004 250100 250123 250300 250301 250501 250701 250702 250705",
		KindWrongState:      "250101 250102 250103 250107 250108 250109 250112 250113 250114 250115 250121 250124 250125 250133 250134 250135 250136 250137 250140 250141 250303 250305 250306 250311 250374 250504 250507 250700",
		KindThrottled:       "400 410 420",
		KindUnavailable:     "500 510 250005 250007",
		KindInternal:        "900 250000 250008 250009 250016 250105 250106 250502",
		KindUnknown:         "250001 250013",
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
			t.Errorf("code %s (%s) is of the kind %q, want %q", c.Code, c.Message, c.Kind, want)
		}
	}
}

// Two codes carry nothing about their cause; every other has a kind, and each
// has a sentence that no other has.
func TestEveryCodeHasAKindAndAMeaningOfItsOwn(t *testing.T) {
	t.Parallel()
	meanings := map[string]string{}
	for _, c := range Codes() {
		if c.Kind == KindUnknown && c.Code != "250001" && c.Code != "250013" {
			t.Errorf("code %s has no kind", c.Code)
		}
		if c.Meaning == "" || strings.HasSuffix(c.Meaning, ".") || len(c.Meaning) > 80 {
			t.Errorf("code %s: %q is no plain short sentence without a stop", c.Code, c.Meaning)
		}
		if other, ok := meanings[c.Meaning]; ok {
			t.Errorf("codes %s and %s share the meaning %q", other, c.Code, c.Meaning)
		}
		meanings[c.Meaning] = c.Code
	}
}

func TestCodesHandsOutACopy(t *testing.T) {
	t.Parallel()
	Codes()[0].Meaning = "spoilt"
	if Codes()[0].Meaning == "spoilt" {
		t.Error("a caller can change the table")
	}
}
