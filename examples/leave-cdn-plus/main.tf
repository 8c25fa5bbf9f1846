# Moves live channels from CDN+ to a Global Edge. A channel keeps its ID, stream keys and callback endpoint, and gets new
# URLs for viewers.
#
#   1. Apply without variables: on_cdn_plus lists the channels.
#   2. Move one:  moving = ["ls-20200327140133-iJKL5"]
#   3. Apply once more: watch_urls has the new URLs, once the channel and its CDN are ready.
#   4. Move the rest: add their IDs, and leave the first one in the list.
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

locals {
  channels = data.livestation_channel.moving
}

import {
  for_each = var.moving
  to       = livestation_channel.moving[each.key]
  id       = each.key
}

resource "livestation_channel" "moving" {
  for_each = var.moving

  channel_name        = local.channels[each.key].channel_name
  quality_set_id      = local.channels[each.key].quality_set_id
  output_protocol     = local.channels[each.key].output_protocol
  use_dvr             = local.channels[each.key].use_dvr
  immediate_on_air    = local.channels[each.key].immediate_on_air
  is_stream_fail_over = local.channels[each.key].is_stream_fail_over
  env_type            = local.channels[each.key].env_type
  cdn                 = one(data.livestation_global_edges.live.edges)
  record = {
    type           = try(local.channels[each.key].record.type, "NO_RECORD")
    format         = try(local.channels[each.key].record.type == "AUTO_UPLOAD" ? local.channels[each.key].record.format : null, null)
    bucket_name    = try(local.channels[each.key].record.type == "AUTO_UPLOAD" ? local.channels[each.key].record.bucket_name : null, null)
    file_path      = try(local.channels[each.key].record.type == "AUTO_UPLOAD" ? local.channels[each.key].record.file_path : null, null)
    access_control = try(local.channels[each.key].record.type == "AUTO_UPLOAD" ? local.channels[each.key].record.access_control : null, null)
  }
}

locals {
  # The channels that have moved, and that viewers can watch, as they were when this plan was made.
  moved = tomap({
    for c in data.livestation_channels.all.channels : c.channel_id => c.channel_name
    if contains(var.moving, c.channel_id) && contains(["READY", "PUBLISHING"], c.channel_status)
    && try(c.cdn.cdn_type == "GLOBAL_EDGE" && c.cdn.status_name == "RUNNING", false)
  })
}

data "livestation_service_urls" "moved" {
  for_each   = local.moved
  channel_id = each.key
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
    for id, urls in data.livestation_service_urls.moved :
    id => one([for u in urls.service_urls : u.url if u.name == "ABR"])
  }
}
