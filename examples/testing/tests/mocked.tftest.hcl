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

override_module {
  target = module.channels
  outputs = {
    ids = ["ls-20200327140131-aBCD3", "ls-20200327140132-eFGH4"]
  }
}

run "registers_a_path_for_each_channel" {
  command = plan

  assert {
    condition = output.callback_urls == {
      "ls-20200327140131-aBCD3" = "https://events.example.com/ls-20200327140131-aBCD3"
      "ls-20200327140132-eFGH4" = "https://events.example.com/ls-20200327140132-eFGH4"
    }
    error_message = "The callback URLs are ${jsonencode(output.callback_urls)}."
  }
}

run "rejects_a_default_endpoint_of_another_receiver" {
  command = plan

  override_data {
    target = data.livestation_callback_endpoint.default
    values = {
      callback_url = "https://events.example.com.other.example/live-station"
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
