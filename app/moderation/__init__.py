"""Moderation: reports, the queue, decisions with their reasons, and the public log."""
