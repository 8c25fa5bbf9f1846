# Imports the callback endpoints of all channels that have their own. It registers nothing.
terraform {
  required_version = ">= 1.7.0"

  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

data "livestation_channel_callback_endpoints" "all" {}

locals {
  # The URLs by import ID, such as live/ls-20200327140131-aBCD3. Deleted channels are omitted: they send no events.
  endpoints = {
    for c in data.livestation_channel_callback_endpoints.all.channels : "${c.channel_type}/${c.channel_id}" => c.callback_url
    if c.callback_url != null && !contains(["DELETED", "FORCE_DELETED"], c.channel_status)
  }
}

import {
  for_each = local.endpoints
  to       = livestation_channel_callback_endpoint.adopted[each.key]
  id       = each.key
}

resource "livestation_channel_callback_endpoint" "adopted" {
  for_each = local.endpoints

  channel_type = split("/", each.key)[0]
  channel_id   = split("/", each.key)[1]
  callback_url = each.value
}

# The endpoints as JSON, one in each line. It is sensitive, so that plans do not print it.
output "endpoints" {
  value     = "{\n${join(",\n", [for id, url in local.endpoints : "  ${jsonencode(id)}: ${jsonencode(url)}"])}\n}\n"
  sensitive = true
}
