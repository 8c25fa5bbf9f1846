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
  # The keys are the import IDs, such as live/ls-20200327140131-aBCD3. Deleted channels are omitted: they send no events.
  endpoints = {
    for c in data.livestation_channel_callback_endpoints.all.channels : "${c.channel_type}/${c.channel_id}" => {
      channel_id   = c.channel_id
      channel_type = c.channel_type
      callback_url = c.callback_url
    } if c.callback_url != null && !contains(["DELETED", "FORCE_DELETED"], c.channel_status)
  }
}

import {
  for_each = local.endpoints
  to       = livestation_channel_callback_endpoint.adopted[each.key]
  id       = each.key
}

resource "livestation_channel_callback_endpoint" "adopted" {
  for_each = local.endpoints

  channel_id   = each.value.channel_id
  channel_type = each.value.channel_type
  callback_url = each.value.callback_url
}

output "endpoints" {
  value = local.endpoints
}
