# Exactly one channel must have the name.
data "livestation_channel" "main_stage" {
  channel_name = "main_stage"
}

output "channel_id" {
  value = data.livestation_channel.main_stage.channel_id
}
