# Writes the stream key of a channel to a Kubernetes secret, from which an encoder reads it. The key
# is in no state and no plan, because data_wo is a write-only argument.
terraform {
  required_version = ">= 1.11"

  required_providers {
    livestation = {
      source = "livestation/livestation"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

provider "livestation" {}

provider "kubernetes" {}

ephemeral "livestation_channel_stream_key" "main_stage" {
  channel_id = "ls-20200327140131-aBCD3"
}

resource "kubernetes_secret_v1" "encoder" {
  metadata {
    name = "main-stage-encoder"
  }

  data_wo = {
    publish_url = ephemeral.livestation_channel_stream_key.main_stage.publish_url
    stream_key  = ephemeral.livestation_channel_stream_key.main_stage.stream_key
  }
  data_wo_revision = 1 # Increase it when the stream key has changed.
}
