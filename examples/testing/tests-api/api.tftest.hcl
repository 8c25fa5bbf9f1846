# These tests run the provider against a fake API on this machine. In the repository, start it with
# `make fake-api PORT=8080`. Then run in examples/testing, after terraform init:
#
#   terraform test -test-directory=tests-api
#
# The endpoint and the keys are constants, so the tests can't change a real account, whatever your
# environment variables contain.
provider "livestation" {
  endpoint   = "http://127.0.0.1:8080"
  access_key = "FAKEACCESSKEY0000001"
  secret_key = "FakeSecretKey0000000000000000000000000001"
}

run "registers_the_endpoint_of_the_channel" {
  assert {
    condition     = output.callback_urls["ls-20200327140131-aBCD3"] == "https://events.example.com/ls-20200327140131-aBCD3"
    error_message = "The registered URL is ${output.callback_urls["ls-20200327140131-aBCD3"]}."
  }
}

run "updates_the_url_in_place" {
  variables {
    receiver = "https://events.example.com/live-station"
  }

  assert {
    condition     = output.callback_urls["ls-20200327140131-aBCD3"] == "https://events.example.com/live-station/ls-20200327140131-aBCD3"
    error_message = "The registered URL is ${output.callback_urls["ls-20200327140131-aBCD3"]}."
  }
}

# The API can't delete a registration. To let the tests run again, this run restores the first URL.
run "restores_the_first_url" {
  assert {
    condition     = output.callback_urls["ls-20200327140131-aBCD3"] == "https://events.example.com/ls-20200327140131-aBCD3"
    error_message = "The registered URL is ${output.callback_urls["ls-20200327140131-aBCD3"]}."
  }
}
