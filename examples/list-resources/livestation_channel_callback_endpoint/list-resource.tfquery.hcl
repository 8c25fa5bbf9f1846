list "livestation_channel_callback_endpoint" "all" {
  provider = livestation
  limit    = 1000
}

# The live channels whose name contains "stage", with their callback URLs.
list "livestation_channel_callback_endpoint" "stages" {
  provider         = livestation
  include_resource = true

  config {
    channel_type = "live"
    channel_name = "stage"
  }
}
