"""Notices in the app, and mail."""
