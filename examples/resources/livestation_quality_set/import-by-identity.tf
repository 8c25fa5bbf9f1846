import {
  to = livestation_quality_set.my_set
  identity = {
    quality_set_id = 1001
  }
}
