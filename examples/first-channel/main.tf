# Creates a live channel and its CDN in an account that has neither, and shows where viewers watch it.
# NAVER Cloud bills both. The CDN stays when the channel is deleted. If the account has no profile of Global
# Edge, create one in its console first.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

data "livestation_global_edges" "live" {
  profile_name = "live-profile"
}

resource "livestation_channel" "first" {
  channel_name   = "first_stage"
  quality_set_id = 3
  cdn = {
    create_cdn  = true
    profile_id  = data.livestation_global_edges.live.profiles[0].profile_id
    region_type = "KOREA"
  }
}

data "livestation_service_urls" "first" {
  channel_id = livestation_channel.first.channel_id
}

output "watch_url" {
  value = one([for u in data.livestation_service_urls.first.service_urls : u.url if u.name == "ABR"])
}
