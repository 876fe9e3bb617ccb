"""Bringing communities in from other systems, and handing them out: one module a format."""
