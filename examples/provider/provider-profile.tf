# The keys stand in the section [production] of ~/.ncloud/configure.
provider "livestation" {
  profile = "production"
}
