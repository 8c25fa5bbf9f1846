data "livestation_channels" "all" {}

# The IDs of the channels by status.
output "channels_by_status" {
  value = { for c in data.livestation_channels.all.channels : c.channel_status => c.channel_id... }
}
