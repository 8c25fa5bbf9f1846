# Checks during every plan that the receiver works and stored a valid event.
terraform {
  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
    http = {
      source = "hashicorp/http"
    }
  }
}

variable "receiver" {
  description = "Base URL of the service that receives events."
  type        = string
  default     = "https://events.example.com"
}

check "receiver" {
  # Inside the check block, an error of the data source is a warning.
  data "http" "last_event" {
    url                = "${var.receiver}/last-event"
    request_timeout_ms = 5000
  }

  assert {
    condition     = data.http.last_event.status_code == 200
    error_message = "The receiver returned HTTP ${data.http.last_event.status_code}."
  }

  assert {
    condition     = can(provider::livestation::parse_callback_event(data.http.last_event.response_body))
    error_message = "The last event that the receiver stored is not a valid Live Station event."
  }
}
