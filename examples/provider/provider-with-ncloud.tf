# Both providers read NCLOUD_ACCESS_KEY, NCLOUD_SECRET_KEY, NCLOUD_REGION and NCLOUD_SITE. The region of ncloud
# can be SGN, for example. Live Station has only KR, or FKR on the financial site.
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
  region      = "KR"
  support_vpc = true
}

provider "livestation" {
  region = "KR"
}
