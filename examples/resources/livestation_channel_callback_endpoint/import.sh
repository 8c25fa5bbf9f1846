# The type of the channel (live, re_stream or vod2live) and its ID.
terraform import livestation_channel_callback_endpoint.main_stage live/ls-20200327140131-aBCD3
