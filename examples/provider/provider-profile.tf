# The credentials are in the section [production] of ~/.ncloud/configure.
provider "livestation" {
  profile = "production"
}
