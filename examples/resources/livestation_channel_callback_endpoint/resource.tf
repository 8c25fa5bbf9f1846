resource "livestation_channel_callback_endpoint" "main_stage" {
  channel_id   = "ls-20200327140131-aBCD3"
  callback_url = "https://events.example.com/main-stage"
}
