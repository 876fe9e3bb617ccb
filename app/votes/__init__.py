"""Votes: one member's voice for one post."""
