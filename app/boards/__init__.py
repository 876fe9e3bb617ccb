"""Boards: places with a kind, an audience and an order."""
