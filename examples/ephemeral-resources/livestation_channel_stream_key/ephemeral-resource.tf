ephemeral "livestation_channel_stream_key" "main_stage" {
  channel_id = "ls-20200327140131-aBCD3"
}

# A provisioner receives the keys in its environment. Terraform does not show its output.
resource "terraform_data" "encoder" {
  provisioner "local-exec" {
    command = "echo Start the encoder here."
    environment = {
      PUBLISH_URL = ephemeral.livestation_channel_stream_key.main_stage.publish_url
      STREAM_KEY  = ephemeral.livestation_channel_stream_key.main_stage.stream_key
    }
  }
}
