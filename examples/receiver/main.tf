# A receiver that keeps the last event it got, checked at every plan.
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

data "http" "last_event" {
  url = "${var.receiver}/last-event"
}

check "receiver" {
  assert {
    condition     = data.http.last_event.status_code == 200
    error_message = "The receiver answers HTTP ${data.http.last_event.status_code}."
  }

  assert {
    condition     = can(provider::livestation::parse_callback_event(data.http.last_event.response_body))
    error_message = "What the receiver got last is no event of Live Station."
  }
}

output "last_event" {
  value = try(provider::livestation::parse_callback_event(data.http.last_event.response_body).event, null)
}
