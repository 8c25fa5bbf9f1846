data "livestation_channel" "main_stage" {
  channel_id = "ls-20200327140131-aBCD3"
}

output "main_stage" {
  value = {
    status      = data.livestation_channel.main_stage.channel_status
    quality_set = data.livestation_channel.main_stage.quality_set_name
    cdn_domain  = try(data.livestation_channel.main_stage.cdn.cdn_domain, null)
  }
}
