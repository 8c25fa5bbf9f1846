# Imports all live channels that the resource can manage. It changes nothing.
terraform {
  required_version = ">= 1.7.0"

  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

data "livestation_channels" "all" {}

locals {
  # On the site fin, write CDN_PLUS, and leave out the profile and the domain, here and below. Terraform
  # needs much less time for a map of texts than for a set or the objects themselves.
  adoptable = tomap({
    for c in data.livestation_channels.all.channels : c.channel_id => c.channel_id
    if can(regex("^[\\p{Hangul}A-Za-z0-9_]{3,20}$", c.channel_name)) && c.quality_set_id != null
    && try(c.cdn.cdn_type == "GLOBAL_EDGE" && c.cdn.profile_id > 0 && c.cdn.cdn_domain != null, false)
    && contains(["HLS", "HLS,DASH", "LL_HLS"], coalesce(c.output_protocol, "HLS"))
    && (coalesce(c.use_dvr, false) || !coalesce(c.immediate_on_air, false))
  })
  channels = data.livestation_channel.all
}

# A list contains no record.
data "livestation_channel" "all" {
  for_each   = local.adoptable
  channel_id = each.key
}

import {
  for_each = local.adoptable
  to       = livestation_channel.adopted[each.key]
  id       = each.key
}

resource "livestation_channel" "adopted" {
  for_each = local.adoptable

  channel_name        = local.channels[each.key].channel_name
  quality_set_id      = local.channels[each.key].quality_set_id
  output_protocol     = local.channels[each.key].output_protocol
  use_dvr             = local.channels[each.key].use_dvr
  immediate_on_air    = local.channels[each.key].immediate_on_air
  is_stream_fail_over = local.channels[each.key].is_stream_fail_over
  env_type            = local.channels[each.key].env_type
  cdn = {
    instance_no = local.channels[each.key].cdn.instance_no
    profile_id  = local.channels[each.key].cdn.profile_id
    cdn_domain  = local.channels[each.key].cdn.cdn_domain
  }
  record = {
    type           = try(local.channels[each.key].record.type, "NO_RECORD")
    format         = try(local.channels[each.key].record.type == "AUTO_UPLOAD" ? local.channels[each.key].record.format : null, null)
    bucket_name    = try(local.channels[each.key].record.type == "AUTO_UPLOAD" ? local.channels[each.key].record.bucket_name : null, null)
    file_path      = try(local.channels[each.key].record.type == "AUTO_UPLOAD" ? local.channels[each.key].record.file_path : null, null)
    access_control = try(local.channels[each.key].record.type == "AUTO_UPLOAD" ? local.channels[each.key].record.access_control : null, null)
  }
}

output "left_out" {
  description = "The channels that are not imported."
  value = {
    for c in data.livestation_channels.all.channels : c.channel_id => c.channel_name
    if !can(local.adoptable[c.channel_id])
  }
}
