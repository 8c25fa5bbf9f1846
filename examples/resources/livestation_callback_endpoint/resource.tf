resource "livestation_callback_endpoint" "default" {
  callback_url = "https://events.example.com/live-station"
}
