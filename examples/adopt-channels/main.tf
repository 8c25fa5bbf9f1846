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
  # On the site fin, write CDN_PLUS, and leave out the profile and the domain, here and below.
  adoptable = toset([
    for c in data.livestation_channels.all.channels : c.channel_id
    if can(regex("^[\\p{Hangul}A-Za-z0-9_]{3,20}$", c.channel_name)) && c.quality_set_id != null
    && try(c.cdn.cdn_type == "GLOBAL_EDGE" && c.cdn.profile_id > 0 && c.cdn.cdn_domain != null, false)
    && contains(["HLS", "HLS,DASH", "LL_HLS"], coalesce(c.output_protocol, "HLS"))
    && (coalesce(c.use_dvr, false) || !coalesce(c.immediate_on_air, false))
  ])
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
  for_each = data.livestation_channel.all

  channel_name        = each.value.channel_name
  quality_set_id      = each.value.quality_set_id
  output_protocol     = each.value.output_protocol
  use_dvr             = each.value.use_dvr
  immediate_on_air    = each.value.immediate_on_air
  is_stream_fail_over = each.value.is_stream_fail_over
  env_type            = each.value.env_type
  cdn = {
    instance_no = each.value.cdn.instance_no
    profile_id  = each.value.cdn.profile_id
    cdn_domain  = each.value.cdn.cdn_domain
  }
  record = {
    type           = try(each.value.record.type, "NO_RECORD")
    format         = try(each.value.record.type == "AUTO_UPLOAD" ? each.value.record.format : null, null)
    bucket_name    = try(each.value.record.type == "AUTO_UPLOAD" ? each.value.record.bucket_name : null, null)
    file_path      = try(each.value.record.type == "AUTO_UPLOAD" ? each.value.record.file_path : null, null)
    access_control = try(each.value.record.type == "AUTO_UPLOAD" ? each.value.record.access_control : null, null)
  }
}

output "left_out" {
  description = "The channels that are not imported."
  value = {
    for c in data.livestation_channels.all.channels : c.channel_id => c.channel_name
    if !contains(local.adoptable, c.channel_id)
  }
}
