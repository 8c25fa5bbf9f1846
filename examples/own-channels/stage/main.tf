# One channel. The defaults are what all channels of the account have in common.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

variable "channel_name" {
  type = string
}

variable "quality_set_id" {
  type = number
}

resource "livestation_channel" "this" {
  channel_name        = var.channel_name
  quality_set_id      = var.quality_set_id
  output_protocol     = "HLS,DASH"
  use_dvr             = true
  immediate_on_air    = true
  is_stream_fail_over = true
  cdn                 = { instance_no = "5678", profile_id = 91, cdn_domain = "live.example.com" }
  record = {
    type           = "AUTO_UPLOAD"
    format         = "MP4"
    bucket_name    = "recordings"
    file_path      = "/live"
    access_control = "PRIVATE"
  }
}
