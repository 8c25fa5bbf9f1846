package ncloud

import (
	"errors"
	"strings"
	"testing"
)

// pairSource is a source that contains the keys that are not "".
func pairSource(name, access, secret string) CredentialSource {
	return func() (Source, error) {
		return Source{
			Name:      name,
			AccessKey: Key{Name: name + " access", Value: access},
			SecretKey: Key{Name: name + " secret", Value: secret},
			Reason:    "nothing is set",
		}, nil
	}
}

// environmentSource is the source that reads these variables.
func environmentSource(variables map[string]string) CredentialSource {
	return func() (Source, error) {
		return Environment(func(name string) string { return variables[name] })
	}
}

func expectPair(t *testing.T, c Credentials, err error, access, secret string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if c.AccessKey() != access {
		t.Errorf("the access key is %q, want %q", c.AccessKey(), access)
	}
	if c.secretKey() != secret {
		t.Errorf("the secret key is %q, want %q", c.secretKey(), secret)
	}
}

func TestFirstCredentials_returnsTheFirstPair(t *testing.T) {
	t.Parallel()
	broken := func() (Source, error) { return Source{}, errors.New("must not be read") }
	for name, sources := range map[string][]CredentialSource{
		"alone":               {pairSource("block", "A", "S")},
		"before another":      {pairSource("block", "A", "S"), pairSource("environment", "B", "T")},
		"before a broken one": {pairSource("block", "A", "S"), broken},
		"after an empty one":  {pairSource("block", "", ""), pairSource("environment", "A", "S")},
		"white space is cut":  {pairSource("block", " A\n", "\tS ")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _, err := FirstCredentials(sources...)
			expectPair(t, c, err, "A", "S")
		})
	}
}

func TestFirstCredentials_neverMixesTwoSources(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block CredentialSource
		want  IncompleteCredentialsError
		text  string
	}{
		"access key only": {
			block: pairSource("block", "A", ""),
			want:  IncompleteCredentialsError{Source: "block", Present: "block access", Missing: "block secret"},
			text:  "block access is set in block, but block secret is not",
		},
		"secret key only": {
			block: pairSource("block", "", "S"),
			want:  IncompleteCredentialsError{Source: "block", Present: "block secret", Missing: "block access"},
			text:  "block secret is set in block, but block access is not",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := FirstCredentials(c.block, pairSource("environment", "B", "T"))
			var incomplete *IncompleteCredentialsError
			if !errors.As(err, &incomplete) {
				t.Fatalf("got %v, want an IncompleteCredentialsError", err)
			}
			if *incomplete != c.want {
				t.Errorf("got %+v, want %+v", *incomplete, c.want)
			}
			if err.Error() != c.text {
				t.Errorf("got %q, want %q", err, c.text)
			}
		})
	}
}

func TestFirstCredentials_rejectsInvalidKeys(t *testing.T) {
	t.Parallel()
	const quotes = "contains quotation marks; remove them"
	for name, c := range map[string]struct{ access, secret, key, problem string }{
		"blank access key":        {access: "  ", secret: "S", key: "block access", problem: "is blank"},
		"blank secret key":        {access: "A", secret: " \n", key: "block secret", problem: "is blank"},
		"line break":              {access: "A", secret: "one\ntwo", key: "block secret", problem: "control character"},
		"zero-width space":        {access: "one\u200b", secret: "S", key: "block access", problem: "invisible character"},
		"right-to-left override":  {access: "one\u202etwo", secret: "S", key: "block access", problem: "invisible character"},
		"quotation marks":         {access: `"one"`, secret: "S", key: "block access", problem: quotes},
		"apostrophes":             {access: "A", secret: "'one'", key: "block secret", problem: quotes},
		"backticks":               {access: "`one`", secret: "S", key: "block access", problem: quotes},
		"typographic marks":       {access: "“one”", secret: "S", key: "block access", problem: quotes},
		"typographic apostrophes": {access: "A", secret: "‘one’", key: "block secret", problem: quotes},
		"low mark":                {access: "„one“", secret: "S", key: "block access", problem: quotes},
		"guillemets":              {access: "A", secret: "«one»", key: "block secret", problem: quotes},
		"Korean brackets":         {access: "「one」", secret: "S", key: "block access", problem: quotes},
		"fullwidth marks":         {access: "＂one＂", secret: "S", key: "block access", problem: quotes},
		"mark at the end only":    {access: "A", secret: `one"`, key: "block secret", problem: quotes},
		"spaces around the marks": {access: ` "one" `, secret: "S", key: "block access", problem: quotes},
		"two quotation marks":     {access: `""`, secret: "S", key: "block access", problem: quotes},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := FirstCredentials(pairSource("block", c.access, c.secret), pairSource("environment", "B", "T"))
			var invalid *InvalidKeyError
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v, want an InvalidKeyError", err)
			}
			if invalid.Source != "block" {
				t.Errorf("the source is %q", invalid.Source)
			}
			if invalid.Name != c.key {
				t.Errorf("the key is %q, want %q", invalid.Name, c.key)
			}
			if !strings.Contains(invalid.Problem, c.problem) {
				t.Errorf("the problem is %q, want %q", invalid.Problem, c.problem)
			}
			if strings.Contains(err.Error(), "one") {
				t.Errorf("the error contains the value: %v", err)
			}
		})
	}
}

func TestFirstCredentials_rejectsQuotationMarksInTheEnvironment(t *testing.T) {
	t.Parallel()
	_, _, err := FirstCredentials(environmentSource(map[string]string{
		"NCLOUD_ACCESS_KEY": `"A"`, "NCLOUD_SECRET_KEY": `"S"`,
	}))
	const want = "NCLOUD_ACCESS_KEY in the environment contains quotation marks; remove them"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestFirstCredentials_listsSourcesWithoutKeys(t *testing.T) {
	t.Parallel()
	_, _, err := FirstCredentials(pairSource("the block", "", ""), environmentSource(nil))
	var none *NoCredentialsError
	if !errors.As(err, &none) {
		t.Fatalf("got %v, want a NoCredentialsError", err)
	}
	const want = "no keys in the block (nothing is set), " +
		"nor in the environment (neither NCLOUD_ACCESS_KEY nor NCLOUD_SECRET_KEY is set)"
	if err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}
