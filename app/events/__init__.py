"""Events: what happened, in order, and the readers that follow them."""
