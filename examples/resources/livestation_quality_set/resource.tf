data "livestation_quality_profiles" "all" {}

resource "livestation_quality_set" "my_set" {
  name = "my-set"
  quality_ids = [
    for q in data.livestation_quality_profiles.all.quality_profiles : q.id
    if contains(["720p-16-9", "audio-only"], q.name)
  ]
  segment_duration = 2000
  segment_count    = 3
}

# For a channel: quality_set_id = livestation_quality_set.my_set.quality_set_id
