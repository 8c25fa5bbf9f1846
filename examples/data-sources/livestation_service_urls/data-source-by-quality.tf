data "livestation_service_urls" "main_stage" {
  channel_id = "ls-20200327140131-aBCD3"
}

output "url_720p" {
  value = one([for u in data.livestation_service_urls.main_stage.service_urls : u.url if u.name == "720p-16-9"])
}

# The URL of each quality by its name.
output "urls" {
  value = { for u in data.livestation_service_urls.main_stage.service_urls : u.name => u.url }
}
