data "livestation_callback_endpoint" "default" {}

output "callback_url" {
  value = data.livestation_callback_endpoint.default.callback_url
}
