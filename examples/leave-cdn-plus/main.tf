# Moves live channels from CDN+ to a Global Edge. A channel keeps its ID, stream keys and callback endpoint, and gets new
# URLs for viewers.
#
#   1. Apply without variables: on_cdn_plus lists the channels.
#   2. Move one:  moving = ["ls-20200327140133-iJKL5"]
#   3. Move the rest: add their IDs, and leave the first one in the list.
terraform {
  required_version = ">= 1.7.0"

  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

variable "moving" {
  description = "IDs of the channels that move or have moved."
  type        = set(string)
  default     = []
}

data "livestation_channels" "all" {}

data "livestation_global_edges" "live" {
  edge_name = "live-edge"
}

# A list contains no record.
data "livestation_channel" "moving" {
  for_each   = var.moving
  channel_id = each.key
}

import {
  for_each = var.moving
  to       = livestation_channel.moving[each.key]
  id       = each.key
}

resource "livestation_channel" "moving" {
  for_each = data.livestation_channel.moving

  channel_name        = each.value.channel_name
  quality_set_id      = each.value.quality_set_id
  output_protocol     = each.value.output_protocol
  use_dvr             = each.value.use_dvr
  immediate_on_air    = each.value.immediate_on_air
  is_stream_fail_over = each.value.is_stream_fail_over
  env_type            = each.value.env_type
  cdn = one([for e in data.livestation_global_edges.live.edges :
    { instance_no = e.instance_no, profile_id = e.profile_id, cdn_domain = e.cdn_domain }
  ])
  record = {
    type           = try(each.value.record.type, "NO_RECORD")
    format         = try(each.value.record.type == "AUTO_UPLOAD" ? each.value.record.format : null, null)
    bucket_name    = try(each.value.record.type == "AUTO_UPLOAD" ? each.value.record.bucket_name : null, null)
    file_path      = try(each.value.record.type == "AUTO_UPLOAD" ? each.value.record.file_path : null, null)
    access_control = try(each.value.record.type == "AUTO_UPLOAD" ? each.value.record.access_control : null, null)
  }
}

data "livestation_service_urls" "moving" {
  for_each   = var.moving
  channel_id = each.key
  depends_on = [livestation_channel.moving] # The URLs change with the move.
}

output "on_cdn_plus" {
  description = "The channels that are on CDN+, by ID."
  value = {
    for c in data.livestation_channels.all.channels : c.channel_id => c.channel_name
    if try(c.cdn.cdn_type == "CDN_PLUS", false)
  }
}

output "watch_urls" {
  description = "The new URLs for viewers, by channel."
  value = {
    for id, urls in data.livestation_service_urls.moving :
    id => one([for u in urls.service_urls : u.url if u.name == "ABR"])
  }
}
