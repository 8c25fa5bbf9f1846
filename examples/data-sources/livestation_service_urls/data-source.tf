data "livestation_service_urls" "main_stage" {
  channel_id = "ls-20200327140131-aBCD3"
}

# The URL that adapts to each viewer's bandwidth. Null if the channel has none.
output "watch_url" {
  value = one([for u in data.livestation_service_urls.main_stage.service_urls : u.url if u.name == "ABR"])
}
