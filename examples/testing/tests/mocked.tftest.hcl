# These tests mock the provider, so they need no network, no keys and no account. They test the
# logic of the module. Install the provider (make install), then run in examples/testing:
#
#   terraform init
#   terraform test
mock_provider "livestation" {
  mock_data "livestation_callback_endpoint" {
    defaults = {
      callback_url = "https://events.example.com/live-station"
    }
  }
}

run "registers_a_path_for_the_channel" {
  command = plan

  assert {
    condition     = livestation_channel_callback_endpoint.stage.callback_url == "https://events.example.com/ls-20200327140131-aBCD3"
    error_message = "The channel's callback URL is ${livestation_channel_callback_endpoint.stage.callback_url}."
  }

  assert {
    condition     = livestation_channel_callback_endpoint.stage.channel_id == var.channel_id
    error_message = "The channel is ${livestation_channel_callback_endpoint.stage.channel_id}."
  }
}

run "rejects_a_default_endpoint_of_another_receiver" {
  command = plan

  override_data {
    target = data.livestation_callback_endpoint.default
    values = {
      callback_url = "https://other.example.com/live-station"
    }
  }

  expect_failures = [data.livestation_callback_endpoint.default]
}

run "rejects_a_receiver_without_tls" {
  command = plan

  variables {
    receiver = "http://events.example.com"
  }

  expect_failures = [var.receiver]
}
