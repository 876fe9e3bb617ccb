"""Follows: which topics and boards a member wants to hear of."""
