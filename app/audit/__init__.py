"""The audit log: who did what to whom and why, in a chain of entries that nobody can edit.

It stands apart from moderation because accounts, boards and settings write to it too.
"""
