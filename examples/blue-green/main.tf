# Moves a stage to another quality set, which a channel cannot change, without a moment in which no channel
# exists. Each step is a change of terraform.tfvars and an apply:
#
#   1. Add a channel:     channels = { blue = 3, green = 1001 }
#   2. Move the encoder:  on_air = "green"
#   3. Unprotect blue:    unprotected = ["blue"]
#   4. Remove blue:       channels = { green = 1001 }
terraform {
  required_version = ">= 1.11"

  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

variable "channels" {
  description = "ID of the quality set of each channel."
  type        = map(number)
  default     = { blue = 3 }
}

variable "on_air" {
  description = "Key of the channel to which the encoder sends."
  type        = string
  default     = "blue"

  validation {
    condition     = contains(keys(var.channels), var.on_air)
    error_message = "The channel on air must be one of the channels."
  }
}

variable "unprotected" {
  description = "Keys of the channels that can be deleted."
  type        = list(string)
  default     = []
}

# Any channel that uses the CDN.
data "livestation_channel" "existing" {
  channel_id = "ls-20200327140131-aBCD3"
}

resource "livestation_channel" "stage" {
  for_each = var.channels

  channel_name        = "stage_${each.key}"
  quality_set_id      = each.value
  deletion_protection = !contains(var.unprotected, each.key)
  cdn                 = data.livestation_channel.existing.cdn
}

ephemeral "livestation_channel_stream_key" "on_air" {
  channel_id = livestation_channel.stage[var.on_air].channel_id
}

# Starts the encoder again when another channel is on air.
resource "terraform_data" "encoder" {
  triggers_replace = livestation_channel.stage[var.on_air].channel_id
  provisioner "local-exec" {
    command     = "echo Start the encoder here. >/dev/null 2>&1"
    environment = { STREAM_KEY = ephemeral.livestation_channel_stream_key.on_air.stream_key }
  }
}

data "livestation_service_urls" "on_air" {
  channel_id = livestation_channel.stage[var.on_air].channel_id
}

output "watch_url" {
  value = one([for u in data.livestation_service_urls.on_air.service_urls : u.url if u.name == "ABR"])
}
