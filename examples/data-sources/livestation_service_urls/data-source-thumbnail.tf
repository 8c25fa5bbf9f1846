data "livestation_service_urls" "thumbnails" {
  channel_id       = "ls-20200327140131-aBCD3"
  service_url_type = "THUMBNAIL"
}

# The URLs of all sizes. They do not change, but the pictures behind them do.
output "thumbnails" {
  value = flatten([for u in data.livestation_service_urls.thumbnails.service_urls : u.resized_urls[*].url])
}
