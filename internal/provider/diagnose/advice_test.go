package diagnose

import (
	"strings"
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

func TestAdvice_existsForEachPublishedCode(t *testing.T) {
	t.Parallel()
	for _, c := range livestation.Codes() {
		if AdviceFor(c.Code) == "" {
			t.Errorf("code %s has no advice", c.Code)
		}
	}
	listed := map[string]bool{}
	for _, entry := range adviceTable {
		for code := range strings.FieldsSeq(entry.codes) {
			if _, published := livestation.LookupCode(code); !published || listed[code] {
				t.Errorf("code %s is not published, or listed twice", code)
			}
			listed[code] = true
		}
	}
}

func TestAdvice_isEmptyForUnpublishedCode(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"", "999999", "20", "100 250012"} {
		if got := AdviceFor(code); got != "" {
			t.Errorf("adviceFor(%q) = %q, want none", code, got)
		}
	}
}

func TestAdvice_namesNextStepOfKind(t *testing.T) {
	t.Parallel()
	steps := map[livestation.Kind]string{
		livestation.KindThrottled:       "Wait ",
		livestation.KindUnavailable:     "Run Terraform again in a few minutes.",
		livestation.KindUnauthenticated: "Compare access_key and secret_key in the provider block",
	}
	for _, c := range livestation.Codes() {
		if step := steps[c.Kind]; !strings.HasPrefix(AdviceFor(c.Code), step) {
			t.Errorf("code %s is %s, so its advice must begin with %q: %s", c.Code, c.Kind, step, AdviceFor(c.Code))
		}
	}
}

// A user who reads about keys doubts them, so only their error names them.
func TestAdvice_namesSecretKeyOnlyIfUnauthenticated(t *testing.T) {
	t.Parallel()
	for _, c := range livestation.Codes() {
		if c.Kind != livestation.KindUnauthenticated && strings.Contains(strings.ToLower(AdviceFor(c.Code)), "secret_key") {
			t.Errorf("code %s is %s, but its advice names the secret key: %s", c.Code, c.Kind, AdviceFor(c.Code))
		}
	}
}
