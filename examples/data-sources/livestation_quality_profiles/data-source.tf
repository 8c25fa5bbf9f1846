data "livestation_quality_profiles" "all" {}

# The IDs by name, for quality_ids of the resource livestation_quality_set.
output "quality_ids" {
  value = { for q in data.livestation_quality_profiles.all.quality_profiles : q.name => q.id... }
}
