data "livestation_channel_callback_endpoint" "main_stage" {
  channel_id = "ls-20200327140131-aBCD3"
}

output "main_stage" {
  value = {
    url    = data.livestation_channel_callback_endpoint.main_stage.effective_callback_url
    source = data.livestation_channel_callback_endpoint.main_stage.effective_source
  }
}
