ephemeral "livestation_channel_stream_key" "main_stage" {
  channel_id = "ls-20200327140131-aBCD3"
}

# A provisioner receives the keys in its environment. If its command fails, the error shows all that it
# printed. Redirect the output, so that it never contains a key.
resource "terraform_data" "encoder" {
  triggers_replace = 1 # Increase it when the stream key has changed: the command then runs again.

  provisioner "local-exec" {
    command = "echo Start the encoder here. >/dev/null 2>&1"
    environment = {
      PUBLISH_URL = ephemeral.livestation_channel_stream_key.main_stage.publish_url
      STREAM_KEY  = ephemeral.livestation_channel_stream_key.main_stage.stream_key
    }
  }
}
