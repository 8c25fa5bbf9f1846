package ncloud

import (
	"errors"
	"strings"
	"testing"
)

// place is a lookup that finds the halves of a pair.
func place(name, access, secret string) CredentialSource {
	return func() (Source, error) {
		return Source{
			Name: name, AccessKey: Key{name + " access", access}, SecretKey: Key{name + " secret", secret}, Reason: "nothing is set",
		}, nil
	}
}

func expectPair(t *testing.T, c Credentials, err error, access, secret string) {
	t.Helper()
	if err != nil || c.AccessKey() != access || c.secretKey() != secret {
		t.Errorf("got the access key %q, %v, want %q", c.AccessKey(), err, access)
	}
}

func TestChooseTakesTheFirstPlaceThatHoldsAKey(t *testing.T) {
	t.Parallel()
	broken := func() (Source, error) { return Source{}, errors.New("must not be looked at") }
	for name, places := range map[string][]CredentialSource{
		"alone":           {place("block", "A", "S")},
		"before another":  {place("block", "A", "S"), place("environment", "B", "T")},
		"before a broken": {place("block", "A", "S"), broken},
		"after an empty":  {place("block", "", ""), place("environment", "A", "S")},
		"spaces are trim": {place("block", " A\n", "\tS ")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _, err := FirstCredentials(places...)
			expectPair(t, c, err, "A", "S")
		})
	}
}

func TestChooseNeverMixesTwoPlaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name             string
		block            CredentialSource
		present, missing string
	}{
		{"access key only", place("block", "A", ""), "block access", "block secret"},
		{"secret key only", place("block", "", "S"), "block secret", "block access"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := FirstCredentials(c.block, place("environment", "B", "T"))
			var half *IncompleteCredentialsError
			if !errors.As(err, &half) || half.Source != "block" || half.Present != c.present || half.Missing != c.missing {
				t.Fatalf("got %v, want the missing half named", err)
			}
			if !strings.Contains(err.Error(), "is set in block and "+c.missing+" is not") {
				t.Errorf("got %q", err)
			}
		})
	}
}

func TestChooseRefusesAKeyThatCannotBeOne(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]CredentialSource{
		"blank access key":     place("block", "  ", "S"),
		"blank secret key":     place("block", "A", " \n"),
		"line break in secret": place("block", "A", "one\ntwo"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := FirstCredentials(p, place("environment", "B", "T"))
			var bad *InvalidKeyError
			if !errors.As(err, &bad) || bad.Source != "block" || !strings.HasPrefix(err.Error(), bad.Name+" in block ") {
				t.Fatalf("got %v, want a bad key", err)
			}
			if strings.Contains(err.Error(), "one") || strings.Contains(err.Error(), "two") {
				t.Errorf("the error repeats the value: %v", err)
			}
		})
	}
}

func TestChooseListsEveryPlaceThatHoldsNothing(t *testing.T) {
	t.Parallel()
	_, _, err := FirstCredentials(place("the block", "", ""), func() (Source, error) { return Environment(func(string) string { return "" }) })
	var none *NoCredentialsError
	if !errors.As(err, &none) {
		t.Fatalf("got %v", err)
	}
	if want := "no keys in the block (nothing is set), nor in the environment (neither NCLOUD_ACCESS_KEY nor NCLOUD_SECRET_KEY is set)"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestTheEnvironmentHoldsEachKeyUnderEitherName(t *testing.T) {
	t.Parallel()
	for _, access := range []string{"NCLOUD_ACCESS_KEY", "NCLOUD_ACCESS_KEY_ID"} {
		for _, secret := range []string{"NCLOUD_SECRET_KEY", "NCLOUD_SECRET_ACCESS_KEY"} {
			env := map[string]string{access: "A", secret: "S"}
			c, _, err := FirstCredentials(func() (Source, error) { return Environment(func(name string) string { return env[name] }) })
			expectPair(t, c, err, "A", "S")
			_, _, err = FirstCredentials(func() (Source, error) {
				return Environment(func(name string) string { return map[string]string{access: "A"}[name] })
			})
			var half *IncompleteCredentialsError
			if !errors.As(err, &half) || half.Present != access || half.Missing != "NCLOUD_SECRET_KEY" {
				t.Errorf("%s alone: got %v", access, err)
			}
		}
	}
}

// Two names with two values may be the keys of two accounts.
func TestTheEnvironmentsTwoNamesMustAgree(t *testing.T) {
	t.Parallel()
	for _, names := range [][2]string{{"NCLOUD_ACCESS_KEY", "NCLOUD_ACCESS_KEY_ID"}, {"NCLOUD_SECRET_KEY", "NCLOUD_SECRET_ACCESS_KEY"}} {
		env := map[string]string{"NCLOUD_ACCESS_KEY": "A", "NCLOUD_SECRET_KEY": "S", names[0]: "one", names[1]: "one"}
		getenv := func(name string) string { return env[name] }
		if _, err := Environment(getenv); err != nil {
			t.Errorf("equal values: %v", err)
		}
		env[names[1]] = "two"
		_, err := Environment(getenv)
		var twice *ConflictingKeyError
		if !errors.As(err, &twice) || twice.Names != names || strings.Contains(err.Error(), "two") {
			t.Errorf("got %v, want the two names", err)
		}
	}
}
