# Creates a live channel on an existing Global Edge, registers where its events go, reads where viewers
# watch it, and passes its stream key to an encoder.
terraform {
  required_version = ">= 1.11"

  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

data "livestation_global_edges" "live" {
  edge_name = "live-edge"
}

resource "livestation_channel" "stage" {
  channel_name   = "stage"
  quality_set_id = 3
  cdn            = one(data.livestation_global_edges.live.edges)
}

resource "livestation_channel_callback_endpoint" "stage" {
  channel_id   = livestation_channel.stage.channel_id
  callback_url = "https://events.example.com/stage"
}

data "livestation_service_urls" "stage" {
  channel_id = livestation_channel.stage.channel_id
}

output "watch_url" {
  value = one([for u in data.livestation_service_urls.stage.service_urls : u.url if u.name == "ABR"])
}

ephemeral "livestation_channel_stream_key" "stage" {
  channel_id = livestation_channel.stage.channel_id
}

resource "terraform_data" "encoder" {
  triggers_replace = livestation_channel.stage.created_time
  provisioner "local-exec" {
    command     = "echo Start the encoder here. >/dev/null 2>&1"
    environment = { STREAM_KEY = ephemeral.livestation_channel_stream_key.stage.stream_key }
  }
}
