# These tests mock the provider, so they need no network, no keys and no account. Install the
# provider (make install), then run in examples/studio/stages:
#
#   terraform init
#   terraform test
mock_provider "livestation" {}

variables {
  stages   = { main = { quality_set_id = 3, use_dvr = true }, side = { quality_set_id = 1001 } }
  receiver = "https://events.example.com"
  cdn      = { instance_no = "5678", profile_id = 91, cdn_domain = "live.example.com" }
}

run "registers_an_endpoint_for_each_channel" {
  assert {
    condition = {
      for name, endpoint in livestation_channel_callback_endpoint.stage : endpoint.callback_url => endpoint.channel_id
      } == {
      "https://events.example.com/main" = output.channels["main"].channel_id
      "https://events.example.com/side" = output.channels["side"].channel_id
    }
    error_message = "An endpoint is not that of its channel."
  }
}
