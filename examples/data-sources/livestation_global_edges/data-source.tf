data "livestation_global_edges" "live" {
  edge_name = "live-edge"
}

# The attribute cdn of a channel on this edge. Null if no edge has this name, an error if several have it.
output "cdn" {
  value = one(data.livestation_global_edges.live.edges)
}

# The edges that no live channel uses. Without a web site that uses it, an edge is billed for nothing.
data "livestation_global_edges" "all" {}

data "livestation_channels" "all" {}

locals {
  used = [for c in data.livestation_channels.all.channels : try(c.cdn.instance_no, "")]
}

output "unused_edges" {
  value = [for e in data.livestation_global_edges.all.edges : e.edge_name if !contains(local.used, e.instance_no)]
}
