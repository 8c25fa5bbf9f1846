package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// TestAccQualitySets_readsEveryField compares the fields of a quality.
func TestAccQualityProfiles_readsAll(t *testing.T) {
	t.Parallel()
	checkLists(t, startAPI(t), "livestation_quality_profiles", "quality_profiles", map[string][]knownvalue.Check{
		"": rowsWith("name", nullOrString("720p-16-9"), nullOrString("audio-only"), nullOrString("1080p-16-9"),
			nullOrString("my-1080p")),
	})
}

func TestQualityProfiles_reportsErrors(t *testing.T) {
	t.Parallel()
	for want, body := range map[string]string{
		"Unexpected response format": `{"content":[{"name":"without ID"}]}`,
		"250010":                     `{"error":{"errorCode":250010,"message":"denied"}}`,
	} {
		api := startAPI(t)
		api.RespondNext(1, fakeapi.Raw(200, "application/json", body))
		expectFailure(t, api, "livestation_quality_profiles", arguments{}, want)
	}
}
