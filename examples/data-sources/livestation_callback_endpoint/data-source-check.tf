variable "expected_callback_url" {
  type    = string
  default = "https://my-callback-endpoint"
}

data "livestation_callback_endpoint" "default" {}

# If a different endpoint or none is registered, Terraform shows a warning and continues.
check "callback_endpoint" {
  assert {
    condition     = data.livestation_callback_endpoint.default.callback_url == var.expected_callback_url
    error_message = "The default callback endpoint is ${coalesce(data.livestation_callback_endpoint.default.callback_url, "not registered")}, expected ${var.expected_callback_url}."
  }
}
