"""Attributes: what the owner asks members about themselves, each answered only with a consent of its own."""
