# Creates a channel for each stage, and registers its callback endpoint.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

variable "stages" {
  description = "The settings of each channel, by its name."
  type        = map(object({ quality_set_id = number, use_dvr = optional(bool, false) }))
}

variable "cdn" {
  description = "CDN of the channels, as the attribute cdn of a channel has it."
  type        = object({ instance_no = string, profile_id = number, cdn_domain = string })
}

variable "receiver" {
  description = "Base URL of the service that receives events, without a slash at the end."
  type        = string
}

resource "livestation_channel" "stage" {
  for_each = var.stages

  channel_name   = each.key
  quality_set_id = each.value.quality_set_id
  use_dvr        = each.value.use_dvr
  cdn            = var.cdn
}

resource "livestation_channel_callback_endpoint" "stage" {
  for_each = livestation_channel.stage

  channel_id   = each.value.channel_id
  callback_url = "${var.receiver}/${each.key}"
}

output "channels" {
  value = livestation_channel.stage
}
