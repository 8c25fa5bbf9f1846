import {
  to = livestation_quality_set.my_set
  id = "1001"
}
