# A module with tests. It registers a callback endpoint for each channel whose name contains a text.
# If the account's default endpoint belongs to another receiver, it fails.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

variable "receiver" {
  description = "Base URL of the service that receives events, without a slash at the end."
  type        = string
  default     = "https://events.example.com"

  validation {
    condition     = startswith(var.receiver, "https://") && !endswith(var.receiver, "/")
    error_message = "The URL of the receiver must begin with https:// and must not end with a slash."
  }
}

variable "channel_name" {
  description = "Text that the names of the channels contain."
  type        = string
  default     = "stage"
}

module "channels" {
  source = "./channels"
  name   = var.channel_name
}

data "livestation_callback_endpoint" "default" {
  lifecycle {
    postcondition {
      condition     = self.callback_url == null || startswith("${coalesce(self.callback_url, "none")}/", "${var.receiver}/")
      error_message = "The account's default callback endpoint belongs to another receiver."
    }
  }
}

resource "livestation_channel_callback_endpoint" "stage" {
  for_each = toset(module.channels.ids)

  channel_id   = each.key
  callback_url = "${var.receiver}/${each.key}"

  depends_on = [data.livestation_callback_endpoint.default]
}

output "callback_urls" {
  value = { for id, endpoint in livestation_channel_callback_endpoint.stage : id => endpoint.callback_url }
}
