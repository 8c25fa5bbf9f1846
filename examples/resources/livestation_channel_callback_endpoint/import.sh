# The import ID is the channel type (live, re_stream or vod2live), a slash and the channel ID.
terraform import livestation_channel_callback_endpoint.main_stage live/ls-20200327140131-aBCD3
