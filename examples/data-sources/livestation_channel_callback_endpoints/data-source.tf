data "livestation_channel_callback_endpoints" "all" {}

# The channels whose events no endpoint receives.
output "channels_without_endpoint" {
  value = [for c in data.livestation_channel_callback_endpoints.all.channels : c.channel_name if c.effective_source == "none"]
}
