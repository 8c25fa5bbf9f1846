resource "livestation_channel" "main_stage" {
  channel_name        = "main_stage"
  quality_set_id      = 3
  output_protocol     = "HLS,DASH"
  use_dvr             = true
  immediate_on_air    = true
  is_stream_fail_over = true

  # An existing CDN. The data source livestation_global_edges reads the values.
  cdn = {
    instance_no = "5678"
    profile_id  = 91
    cdn_domain  = "live.example.com"
  }

  record = {
    type           = "AUTO_UPLOAD"
    format         = "MP4"
    bucket_name    = "recordings"
    file_path      = "/live"
    access_control = "PRIVATE"
  }
}
