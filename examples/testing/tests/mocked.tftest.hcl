# Without a network, keys or an account: the provider is mocked. What is tested is
# the module's own logic.
#
#   terraform test -filter=tests/mocked.tftest.hcl
mock_provider "livestation" {
  mock_data "livestation_callback_endpoint" {
    defaults = {
      callback_url = "https://events.example.com/live-station"
    }
  }
}

run "a_channel_gets_a_path_of_its_own" {
  command = plan

  assert {
    condition     = livestation_channel_callback_endpoint.stage.callback_url == "https://events.example.com/ls-20200327140131-aBCD3"
    error_message = "The events of the channel go to ${livestation_channel_callback_endpoint.stage.callback_url}."
  }

  assert {
    condition     = livestation_channel_callback_endpoint.stage.channel_id == var.channel_id
    error_message = "The channel is ${livestation_channel_callback_endpoint.stage.channel_id}."
  }
}

run "a_default_that_leads_elsewhere_is_found" {
  command = plan

  override_data {
    target = data.livestation_callback_endpoint.default
    values = {
      callback_url = "https://elsewhere.example/live-station"
    }
  }

  expect_failures = [data.livestation_callback_endpoint.default]
}

run "a_receiver_without_tls_is_refused" {
  command = plan

  variables {
    receiver = "http://events.example.com"
  }

  expect_failures = [var.receiver]
}
