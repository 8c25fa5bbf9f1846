# Reads where viewers watch a channel: its status, the URL that adapts to each viewer's bandwidth,
# the URL of each quality, and a thumbnail.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

variable "channel_name" {
  description = "Name of a live channel. Exactly one channel must have it."
  type        = string
  default     = "main_stage"
}

data "livestation_channel" "stage" {
  channel_name = var.channel_name
}

data "livestation_service_urls" "stage" {
  channel_id = data.livestation_channel.stage.channel_id
}

data "livestation_service_urls" "thumbnails" {
  channel_id       = data.livestation_channel.stage.channel_id
  service_url_type = "THUMBNAIL"
}

output "status" {
  value = data.livestation_channel.stage.channel_status
}

output "watch_url" {
  value = one([for u in data.livestation_service_urls.stage.service_urls : u.url if u.name == "ABR"])
}

output "urls" {
  value = { for u in data.livestation_service_urls.stage.service_urls : u.name => u.url }
}

output "thumbnail" {
  value = try(data.livestation_service_urls.thumbnails.service_urls[0].url, null)
}
