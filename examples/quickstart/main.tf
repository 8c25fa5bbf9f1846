# Reads the default callback endpoint of the account whose keys stand in
# NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

data "livestation_callback_endpoint" "default" {}

output "callback_url" {
  description = "Where Live Station posts the events of channels without an endpoint of their own."
  value       = data.livestation_callback_endpoint.default.callback_url
}
