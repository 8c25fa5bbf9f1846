# The channels by ID. Increase a channel's number when its stream key has changed.
locals {
  encoders = {
    "ls-20200327140131-aBCD3" = 1
  }
}

ephemeral "livestation_channel_stream_key" "encoders" {
  for_each   = local.encoders
  channel_id = each.key
}

resource "terraform_data" "encoders" {
  for_each         = local.encoders
  triggers_replace = each.value

  provisioner "local-exec" {
    command = "echo Start the encoder here. >/dev/null 2>&1"
    environment = {
      PUBLISH_URL = ephemeral.livestation_channel_stream_key.encoders[each.key].publish_url
      STREAM_KEY  = ephemeral.livestation_channel_stream_key.encoders[each.key].stream_key
    }
  }
}
