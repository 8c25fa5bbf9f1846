import {
  to = livestation_channel.main_stage
  identity = {
    channel_id = "ls-20200327140131-aBCD3"
  }
}
