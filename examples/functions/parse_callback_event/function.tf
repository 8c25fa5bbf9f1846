# An event that a receiver stored.
variable "event" {
  type    = string
  default = <<-JSON
    {"id": 1234, "logLevel": "INFO", "channelId": "ls-20200327140131-aBCD3", "event": "STREAM_UPDATE", "timestamp": 1599218791425}
  JSON
}

output "event" {
  value = provider::livestation::parse_callback_event(var.event)
}
