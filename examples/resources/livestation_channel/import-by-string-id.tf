import {
  to = livestation_channel.main_stage
  id = "ls-20200327140131-aBCD3"
}
