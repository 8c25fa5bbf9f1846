# Instead of main.tf: in a folder with the blocks terraform and provider alone, run
# terraform query -generate-config-out=generated.tf, and then terraform plan.
list "livestation_channel" "all" {
  provider = livestation
  limit    = 1000
}
