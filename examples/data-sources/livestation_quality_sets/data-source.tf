data "livestation_quality_sets" "system" {
  gen_type = "SYSTEM"
}

# The IDs by name, such as for a program that creates channels.
output "quality_set_ids" {
  value = { for s in data.livestation_quality_sets.system.quality_sets : s.name => s.id }
}
