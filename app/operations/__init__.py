"""Keeping a site alive: doctor, backup, restore.

A room of its own because these acts are about the whole instance (database file, folders, disk), not about
anything a member could name, and because they must work when the site itself does not.
"""
