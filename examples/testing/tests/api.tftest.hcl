# With the provider itself: it registers, and reads back. The keys and the address
# come from the environment, as in every run: NCLOUD_ACCESS_KEY, NCLOUD_SECRET_KEY
# and LIVESTATION_ENDPOINT. `make demo` runs it against a fake API; with an account
# for tests it registers there, and leaves what it registered: the last run leaves
# what the first one expects.
#
#   terraform test -filter=tests/api.tftest.hcl
provider "livestation" {}

run "a_channels_endpoint_is_registered" {
  assert {
    condition     = output.callback_url == "https://events.example.com/ls-20200327140131-aBCD3"
    error_message = "The events of the channel go to ${output.callback_url}."
  }
}

run "another_receiver_replaces_it_in_place" {
  variables {
    receiver = "https://events.example.com/live-station"
  }

  assert {
    condition     = livestation_channel_callback_endpoint.stage.callback_url == "https://events.example.com/live-station/ls-20200327140131-aBCD3"
    error_message = "The events of the channel still go to ${livestation_channel_callback_endpoint.stage.callback_url}."
  }
}

run "and_back" {
  assert {
    condition     = output.callback_url == "https://events.example.com/ls-20200327140131-aBCD3"
    error_message = "The events of the channel go to ${output.callback_url}."
  }
}
