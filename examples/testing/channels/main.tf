# Finds the channels whose name contains a text. It is a module, because Terraform can't mock a data
# source that returns a list: tests override the module instead.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

variable "name" {
  description = "Text that the names of the channels contain."
  type        = string
  default     = "stage"
}

data "livestation_channels" "found" {
  channel_name = var.name
}

output "ids" {
  value = [for c in data.livestation_channels.found.channels : c.channel_id]
}
