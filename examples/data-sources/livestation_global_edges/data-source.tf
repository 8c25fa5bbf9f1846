data "livestation_global_edges" "live" {
  edge_name = "live-edge"
}

# The attribute cdn of a channel on this edge. Null if there is none with this name.
output "cdn" {
  value = one([for e in data.livestation_global_edges.live.edges :
    { instance_no = e.instance_no, profile_id = e.profile_id, cdn_domain = e.cdn_domain }
  ])
}

# The domains of all edges that run, by their names.
data "livestation_global_edges" "all" {}

output "domains" {
  value = {
    for e in data.livestation_global_edges.all.edges : e.edge_name => e.cdn_domain... if e.status_type == "RUNNING"
  }
}
