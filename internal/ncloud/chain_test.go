package ncloud

import (
	"errors"
	"strings"
	"testing"
)

func source(name, access, secret string) Source {
	return Source{Name: name, AccessKey: Half{name + " access", access}, SecretKey: Half{name + " secret", secret}}
}

func TestChooseTakesTheFirstSourceThatHoldsAKey(t *testing.T) {
	t.Parallel()
	for name, sources := range map[string][]Source{
		"alone":           {source("block", "A", "S")},
		"before another":  {source("block", "A", "S"), source("environment", "B", "T")},
		"after an empty":  {source("block", "", ""), source("environment", "A", "S")},
		"spaces are trim": {source("block", " A\n", "\tS ")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := Choose(sources...)
			if err != nil || c.AccessKey() != "A" || c.secretKey() != "S" {
				t.Errorf("got the access key %q, %v", c.AccessKey(), err)
			}
		})
	}
}

func TestChooseNeverMixesTwoSources(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name             string
		block            Source
		present, missing string
	}{
		{"access key only", source("block", "A", ""), "block access", "block secret"},
		{"secret key only", source("block", "", "S"), "block secret", "block access"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Choose(c.block, source("environment", "B", "T"))
			var half *HalfPairError
			if !errors.As(err, &half) || half.Source != "block" || half.Present != c.present || half.Missing != c.missing {
				t.Fatalf("got %v, want the missing half named", err)
			}
		})
	}
}

func TestChooseRefusesAKeyThatCannotBeOne(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]Source{
		"blank access key":     source("block", "  ", "S"),
		"blank secret key":     source("block", "A", " \n"),
		"line break in secret": source("block", "A", "one\ntwo"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Choose(s, source("environment", "B", "T"))
			var bad *BadKeyError
			if !errors.As(err, &bad) || bad.Source != "block" {
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
	_, err := Choose(source("the block", "", ""), Environment(func(string) string { return "" }))
	var none *NoKeysError
	if !errors.As(err, &none) {
		t.Fatalf("got %v", err)
	}
	if want := "no keys in the block, nor in the environment"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestEnvironmentReadsTheVendorsVariables(t *testing.T) {
	t.Parallel()
	env := map[string]string{"NCLOUD_ACCESS_KEY": "A", "NCLOUD_SECRET_KEY": "S"}
	c, err := Choose(Environment(func(name string) string { return env[name] }))
	if err != nil || c.AccessKey() != "A" || c.secretKey() != "S" {
		t.Errorf("got the access key %q, %v", c.AccessKey(), err)
	}
}
