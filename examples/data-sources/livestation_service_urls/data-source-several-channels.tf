# The play URLs of all channels that have some, by name. A channel that is stopped, or whose CDN does not run,
# would fail the plan (250124, 250125), so that the filter leaves it out.
data "livestation_channels" "all" {}

locals {
  watchable = tomap({
    for c in data.livestation_channels.all.channels : c.channel_id => c.channel_name
    if contains(["READY", "PUBLISHING"], c.channel_status) && try(c.cdn.status_name == "RUNNING", false)
  })
}

data "livestation_service_urls" "all" {
  for_each   = local.watchable
  channel_id = each.key
}

output "watch_urls" {
  value = {
    for id, urls in data.livestation_service_urls.all :
    local.watchable[id] => one([for u in urls.service_urls : u.url if u.name == "ABR"])...
  }
}
