# The financial site: its own API path, and the region FKR unless region says otherwise.
provider "livestation" {
  site = "fin"
}
