data "livestation_channel_callback_endpoints" "all" {}

locals {
  # The host that receives each channel's events, without user information and port.
  hosts = {
    for c in data.livestation_channel_callback_endpoints.all.channels : "${c.channel_type}/${c.channel_id}" =>
    try(lower(regex("(?i)^https?://(?:[^/?#]*@)?([^/?#:]+)", c.effective_callback_url)[0]), "none")
  }
}

# The channels whose events another host receives, or none.
output "channels_with_another_host" {
  value = { for id, host in local.hosts : id => host if host != "events.example.com" }
}
