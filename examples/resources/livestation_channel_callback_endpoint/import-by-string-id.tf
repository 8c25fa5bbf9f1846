import {
  to = livestation_channel_callback_endpoint.main_stage
  id = "live/ls-20200327140131-aBCD3"
}
