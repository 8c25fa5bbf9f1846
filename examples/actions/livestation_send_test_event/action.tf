locals {
  callback_url = "https://events.example.com/main-stage"
}

action "livestation_send_test_event" "main_stage" {
  config {
    callback_url = local.callback_url
    channel_id   = "ls-20200101000000-TEST0"
  }
}

# If the receiver does not accept the test event, the URL is not registered.
resource "livestation_channel_callback_endpoint" "main_stage" {
  channel_id   = "ls-20200327140131-aBCD3"
  callback_url = local.callback_url

  lifecycle {
    action_trigger {
      events  = [before_create, before_update]
      actions = [action.livestation_send_test_event.main_stage]
    }
  }
}
