# Two accounts in one configuration. Aliases do not affect each other.
provider "livestation" {
  profile = "production"
}

provider "livestation" {
  alias   = "staging"
  profile = "staging"
}

data "livestation_callback_endpoint" "production" {}

data "livestation_callback_endpoint" "staging" {
  provider = livestation.staging
}

output "callback_urls" {
  value = {
    production = data.livestation_callback_endpoint.production.callback_url
    staging    = data.livestation_callback_endpoint.staging.callback_url
  }
}
