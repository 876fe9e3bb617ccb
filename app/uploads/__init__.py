"""Pictures: in posts, and of members."""
