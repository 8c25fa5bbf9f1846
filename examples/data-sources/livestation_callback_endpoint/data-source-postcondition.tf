# The plan fails if no endpoint is registered, or if its URL does not use TLS.
data "livestation_callback_endpoint" "default" {
  lifecycle {
    postcondition {
      condition     = self.callback_url != null && startswith(coalesce(self.callback_url, "none"), "https://")
      error_message = "Register a default callback endpoint with an https URL in Live Station first."
    }
  }
}
