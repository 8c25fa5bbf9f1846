terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

# The keys stand in NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY.
provider "livestation" {}
