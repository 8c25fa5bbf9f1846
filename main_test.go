package main

import (
	"maps"
	"runtime/debug"
	"testing"
)

// Not parallel: it changes a setting of the process, which no other test of this package reads.
func TestRelaxGC_keepsUsersGOGC(t *testing.T) {
	for _, c := range []struct {
		gogc string
		want int
	}{
		{gogc: "50", want: 123},
		{gogc: "off", want: 123},
		{gogc: "", want: 400},
	} {
		before := debug.SetGCPercent(123)
		relaxGC(c.gogc)
		got := debug.SetGCPercent(before)
		if got != c.want {
			t.Errorf("GOGC=%q: got %d %%, want %d", c.gogc, got, c.want)
		}
	}
}

func TestDisableUnrequestedLogs_dependsOnTFLog(t *testing.T) {
	t.Parallel()
	off := map[string]string{
		"TF_LOG_SDK":                  "OFF",
		"TF_LOG_SDK_PROTO":            "OFF",
		"TF_LOG_SDK_FRAMEWORK":        "OFF",
		"TF_LOG_PROVIDER_LIVESTATION": "OFF",
	}
	for name, c := range map[string]struct {
		environment []string
		want        map[string]string
	}{
		"no variable":    {environment: []string{"PATH=/bin", "TF_IN_AUTOMATION=1"}, want: off},
		"empty":          {environment: []string{"TF_LOG=", "TF_LOG_PROVIDER="}, want: off},
		"only a path":    {environment: []string{"TF_LOG_PATH=/tmp/x", "TF_LOG_PATH_MASK=x"}, want: off},
		"all logs":       {environment: []string{"TF_LOG=trace"}},
		"Terraform":      {environment: []string{"TF_LOG_CORE=DEBUG"}},
		"providers":      {environment: []string{"TF_LOG_PROVIDER=DEBUG"}},
		"this provider":  {environment: []string{"TF_LOG_PROVIDER_LIVESTATION=DEBUG"}},
		"SDK":            {environment: []string{"TF_LOG_SDK=TRACE"}},
		"protocol":       {environment: []string{"TF_LOG_SDK_PROTO=TRACE"}},
		"framework":      {environment: []string{"TF_LOG_SDK_FRAMEWORK=TRACE"}},
		"protocol files": {environment: []string{"TF_LOG_SDK_PROTO_DATA_DIR=/tmp"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := map[string]string{}
			disableUnrequestedLogs(c.environment, func(name, value string) error { set[name] = value; return nil })
			if !maps.Equal(set, c.want) {
				t.Errorf("sets %v, want %v", set, c.want)
			}
		})
	}
}
