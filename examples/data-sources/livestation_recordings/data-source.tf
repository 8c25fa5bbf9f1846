data "livestation_recordings" "main_stage" {
  channel_id = "ls-20200327140131-aBCD3"
}

# The recordings that deleting the channel could lose.
output "pending" {
  value = {
    for r in data.livestation_recordings.main_stage.recordings : r.recording_id => r.status if r.is_pending
  }
}

# A failed upload is a warning of each plan, not an error.
check "recordings_are_uploaded" {
  assert {
    condition     = !contains(data.livestation_recordings.main_stage.recordings[*].status, "TRANSFER_FAIL")
    error_message = "Upload the recordings with the status TRANSFER_FAIL again, in the Live Station console."
  }
}
