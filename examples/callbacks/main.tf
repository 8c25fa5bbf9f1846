# Registers the account's default endpoint and one channel's own endpoint, reads which endpoint
# receives the events of each channel, and checks the result.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

variable "receiver" {
  description = "Base URL of the service that receives events, without a slash at the end."
  type        = string
  default     = "https://events.example.com"
}

variable "channel_id" {
  description = "ID of a live channel that has its own callback endpoint."
  type        = string
  default     = "ls-20200327140131-aBCD3"
}

resource "livestation_callback_endpoint" "default" {
  callback_url = "${var.receiver}/live-station"
}

resource "livestation_channel_callback_endpoint" "main_stage" {
  channel_id   = var.channel_id
  callback_url = "${var.receiver}/main-stage"
}

data "livestation_channel_callback_endpoints" "all" {
  depends_on = [livestation_callback_endpoint.default, livestation_channel_callback_endpoint.main_stage]
}

check "events_go_to_the_receiver" {
  assert {
    condition = alltrue([
      for c in data.livestation_channel_callback_endpoints.all.channels : startswith(coalesce(c.effective_callback_url, "none"), "${var.receiver}/")
    ])
    error_message = "The events of at least one channel do not go to ${var.receiver}."
  }
}

output "where_events_go" {
  value = {
    for c in data.livestation_channel_callback_endpoints.all.channels : "${c.channel_type}/${c.channel_id}" => {
      name = c.channel_name
      url  = c.effective_callback_url
    }
  }
}
