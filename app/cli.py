"""Flask commands."""


def add_commands(app):
    """Register the house's commands."""
