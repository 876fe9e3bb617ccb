"""Pulses: two questions about one touchpoint, from a poster without an account or in the app."""
