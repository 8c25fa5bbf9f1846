package main

import (
	"maps"
	"runtime/debug"
	"testing"
)

// It changes the whole process: no other test of this package looks at it.
func TestTheHeapIsCollectedLessUnlessTheUserSaysHowMuch(t *testing.T) {
	before := debug.SetGCPercent(123)
	defer debug.SetGCPercent(before)
	for _, c := range []struct {
		gogc string
		want int
	}{{"50", 123}, {"", 400}} {
		collectLess(c.gogc)
		got := debug.SetGCPercent(123)
		if got != c.want {
			t.Errorf("GOGC=%q: %d %%, want %d", c.gogc, got, c.want)
		}
	}
}

func TestLogsAreQuietUnlessSomethingAsksForThem(t *testing.T) {
	t.Parallel()
	quiet := map[string]string{"TF_LOG_SDK": "OFF", "TF_LOG_SDK_PROTO": "OFF", "TF_LOG_SDK_FRAMEWORK": "OFF", "TF_LOG_PROVIDER_LIVESTATION": "OFF"}
	for name, c := range map[string]struct {
		environment []string
		want        map[string]string
	}{
		"nothing":        {[]string{"PATH=/bin", "TF_IN_AUTOMATION=1"}, quiet},
		"empty":          {[]string{"TF_LOG=", "TF_LOG_PROVIDER="}, quiet},
		"only a path":    {[]string{"TF_LOG_PATH=/tmp/x", "TF_LOG_PATH_MASK=x"}, quiet},
		"all":            {[]string{"TF_LOG=trace"}, nil},
		"Terraform":      {[]string{"TF_LOG_CORE=DEBUG"}, nil},
		"providers":      {[]string{"TF_LOG_PROVIDER=DEBUG"}, nil},
		"this provider":  {[]string{"TF_LOG_PROVIDER_LIVESTATION=DEBUG"}, nil},
		"the SDK":        {[]string{"TF_LOG_SDK=TRACE"}, nil},
		"the protocol":   {[]string{"TF_LOG_SDK_PROTO=TRACE"}, nil},
		"the framework":  {[]string{"TF_LOG_SDK_FRAMEWORK=TRACE"}, nil},
		"protocol files": {[]string{"TF_LOG_SDK_PROTO_DATA_DIR=/tmp"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := map[string]string{}
			quietLogs(c.environment, func(name, value string) error { set[name] = value; return nil })
			if !maps.Equal(set, c.want) {
				t.Errorf("sets %v, want %v", set, c.want)
			}
		})
	}
}
