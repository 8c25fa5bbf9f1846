list "livestation_channel" "all" {
  provider = livestation
  limit    = 1000
}

# The ready channels whose name contains "stage", with their settings.
list "livestation_channel" "stages" {
  provider         = livestation
  include_resource = true

  config {
    channel_status = "READY"
    channel_name   = "stage"
  }
}
