variable "ncloud_access_key" {
  type      = string
  sensitive = true
}

variable "ncloud_secret_key" {
  type      = string
  sensitive = true
}

provider "livestation" {
  access_key = var.ncloud_access_key
  secret_key = var.ncloud_secret_key
  region     = "KR"
}
