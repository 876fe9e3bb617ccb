"""Invitations: a few members a week are asked, on their start page, how one place felt."""
