# Imports channels that exist into a map and a module of your own. The values are in this file: a change in
# the console is shown as drift.
terraform {
  required_version = ">= 1.7.0"

  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

locals {
  stages = {
    main = { id = "ls-20200327140131-aBCD3", channel_name = "main_stage", quality_set_id = 3 }
  }
}

module "stage" {
  source   = "./stage"
  for_each = local.stages

  channel_name   = each.value.channel_name
  quality_set_id = each.value.quality_set_id
}

# A stage without an id is a new channel.
import {
  for_each = { for key, stage in local.stages : key => stage if can(stage.id) }
  to       = module.stage[each.key].livestation_channel.this
  id       = each.value.id
}
