# Reads the account's default callback endpoint. The credentials are in NCLOUD_ACCESS_KEY and
# NCLOUD_SECRET_KEY.
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
  description = "URL that receives the events of channels without their own endpoint."
  value       = coalesce(data.livestation_callback_endpoint.default.callback_url, "none registered")
}
