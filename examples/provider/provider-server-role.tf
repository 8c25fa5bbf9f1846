# Terraform must run on a VPC server that has a server role.
provider "livestation" {
  use_server_role = true
}
