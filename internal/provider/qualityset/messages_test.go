package qualityset

import (
	"testing"

	"github.com/livestation/terraform-provider-livestation/internal/provider/managed"
	"github.com/livestation/terraform-provider-livestation/internal/testing/messages"
)

func TestQualitySetDiagnostics_followStyle(t *testing.T) {
	t.Parallel()
	channels := []user{{"ls-1", "evening_news", "PUBLISHING"}, {name: "vod"}}
	messages.Golden(
		t,
		managed.Missing("Quality set", "2001", qualitySetResourceModel{}.Name, "another ID"),
		usedSetWarning(2001, channels, nil),
		usedSetWarning(2001, channels, []string{"name", "quality_ids"}),
		sameQualitySetWarning("news", "2001"), sameQualitySetWarning("news", ""),
		setOnAirDiagnostic(2001, channels),
		usedSetDiagnostic(2001, channels),
	)
}
