# The financial site has its own API path. The default of region is FKR.
provider "livestation" {
  site = "fin"
}
