# Creates eight channels on an existing Global Edge, with callback endpoints, and passes their stream
# keys to the encoders.
terraform {
  required_version = ">= 1.11"

  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
  }
}

provider "livestation" {}

locals {
  stages = {
    for n in range(1, 9) : "stage_${n}" => { quality_set_id = 3, use_dvr = n == 1 }
  }
}

data "livestation_global_edges" "live" {
  edge_name = "live-edge"
}

module "stages" {
  source   = "./stages"
  stages   = local.stages
  receiver = "https://events.example.com"
  cdn      = one(data.livestation_global_edges.live.edges)
}

# Not in the module: Terraform can't mock ephemeral resources in the tests of a module.
ephemeral "livestation_channel_stream_key" "stage" {
  for_each   = local.stages
  channel_id = module.stages.channels[each.key].channel_id
}

resource "terraform_data" "encoder" {
  for_each = local.stages

  triggers_replace = module.stages.channels[each.key].created_time
  provisioner "local-exec" {
    command = "echo Start the encoder here. >/dev/null 2>&1"
    environment = {
      PUBLISH_URL = module.stages.channels[each.key].publish_url
      STREAM_KEY  = ephemeral.livestation_channel_stream_key.stage[each.key].stream_key
    }
  }
}

output "channel_ids" {
  value = { for name, channel in module.stages.channels : name => channel.channel_id }
}
