package ncloud

import (
	"errors"
	"testing"
)

func TestEnvironment_readsEachKeyUnderEitherName(t *testing.T) {
	t.Parallel()
	for _, access := range []string{"NCLOUD_ACCESS_KEY", "NCLOUD_ACCESS_KEY_ID"} {
		for _, secret := range []string{"NCLOUD_SECRET_KEY", "NCLOUD_SECRET_ACCESS_KEY"} {
			t.Run(access+" and "+secret, func(t *testing.T) {
				t.Parallel()
				c, _, err := FirstCredentials(environmentSource(map[string]string{access: "A", secret: "S"}))
				expectPair(t, c, err, "A", "S")
			})
		}
	}
}

func TestEnvironment_namesTheVariableThatIsSet(t *testing.T) {
	t.Parallel()
	for _, access := range []string{"NCLOUD_ACCESS_KEY", "NCLOUD_ACCESS_KEY_ID"} {
		_, _, err := FirstCredentials(environmentSource(map[string]string{access: "A"}))
		want := access + " is set in the environment, but NCLOUD_SECRET_KEY is not"
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestEnvironment_acceptsEqualValuesUnderBothNames(t *testing.T) {
	t.Parallel()
	c, _, err := FirstCredentials(environmentSource(map[string]string{
		"NCLOUD_ACCESS_KEY": "A", "NCLOUD_ACCESS_KEY_ID": "A",
		"NCLOUD_SECRET_KEY": "S", "NCLOUD_SECRET_ACCESS_KEY": "S",
	}))
	expectPair(t, c, err, "A", "S")
}

// Two values may be the keys of two accounts.
func TestEnvironment_rejectsDifferentValuesUnderBothNames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		variables map[string]string
		text      string
	}{
		"access key": {
			variables: map[string]string{"NCLOUD_ACCESS_KEY": "1", "NCLOUD_ACCESS_KEY_ID": "2", "NCLOUD_SECRET_KEY": "S"},
			text:      "NCLOUD_ACCESS_KEY and NCLOUD_ACCESS_KEY_ID in the environment have different values",
		},
		"secret key": {
			variables: map[string]string{"NCLOUD_ACCESS_KEY": "A", "NCLOUD_SECRET_KEY": "1", "NCLOUD_SECRET_ACCESS_KEY": "2"},
			text:      "NCLOUD_SECRET_KEY and NCLOUD_SECRET_ACCESS_KEY in the environment have different values",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := environmentSource(c.variables)()
			var conflict *ConflictingKeyError
			if !errors.As(err, &conflict) {
				t.Fatalf("got %v, want a ConflictingKeyError", err)
			}
			if err.Error() != c.text {
				t.Errorf("got %q, want %q", err, c.text)
			}
		})
	}
}
