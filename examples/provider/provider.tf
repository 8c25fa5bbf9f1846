terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

# The credentials are in NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY.
provider "livestation" {}
