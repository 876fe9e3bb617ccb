"""Timed acts."""

TIMED = []
