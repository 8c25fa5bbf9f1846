# A module with tests. It registers a callback endpoint for a channel. If the account's default
# endpoint belongs to another receiver, it fails.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

variable "receiver" {
  description = "Base URL of the service that receives events."
  type        = string
  default     = "https://events.example.com"

  validation {
    condition     = startswith(var.receiver, "https://")
    error_message = "The URL of the receiver must begin with https://."
  }
}

variable "channel_id" {
  description = "ID of a live channel."
  type        = string
  default     = "ls-20200327140131-aBCD3"
}

data "livestation_callback_endpoint" "default" {
  lifecycle {
    postcondition {
      condition     = self.callback_url == null || startswith(coalesce(self.callback_url, "none"), var.receiver)
      error_message = "The account's default callback endpoint belongs to another receiver."
    }
  }
}

resource "livestation_channel_callback_endpoint" "stage" {
  channel_id   = var.channel_id
  callback_url = "${var.receiver}/${var.channel_id}"

  depends_on = [data.livestation_callback_endpoint.default]
}

output "callback_url" {
  value = livestation_channel_callback_endpoint.stage.callback_url
}
