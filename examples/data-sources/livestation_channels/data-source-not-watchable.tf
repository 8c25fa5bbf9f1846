data "livestation_channels" "all" {}

# The channels that viewers can't watch: blocked, or without a running CDN.
output "not_watchable" {
  value = {
    for c in data.livestation_channels.all.channels : c.channel_id => {
      name       = c.channel_name
      status     = c.channel_status
      cdn_status = try(coalesce(c.cdn.status_name), "none")
    } if contains(["BLOCK", "FORCE_BLOCK"], c.channel_status) || try(coalesce(c.cdn.status_name), "none") != "RUNNING"
  }
}
