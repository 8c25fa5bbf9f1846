variable "expected_callback_url" {
  type    = string
  default = "https://my-callback-endpoint"
}

data "livestation_callback_endpoint" "default" {}

# Warns where another endpoint is registered, or none: the run goes on.
check "callback_endpoint" {
  assert {
    condition     = data.livestation_callback_endpoint.default.callback_url == var.expected_callback_url
    error_message = "Live Station posts events to ${coalesce(data.livestation_callback_endpoint.default.callback_url, "nowhere")}, not to ${var.expected_callback_url}."
  }
}
