"""Searching in PostgreSQL, for a site that has outgrown an index on each machine."""
