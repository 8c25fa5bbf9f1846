# Both providers read NCLOUD_ACCESS_KEY, NCLOUD_SECRET_KEY, NCLOUD_REGION and NCLOUD_SITE.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
    ncloud = {
      source = "NaverCloudPlatform/ncloud"
    }
  }
}

provider "ncloud" {
  support_vpc = true
}

provider "livestation" {}
