"""Offline: installing the site like an app, reading without a line, sending later.

A room of its own, because it belongs to no feature: it says of everybody's pages which of them a browser may keep,
and hands out what browsers ask a site for (icons, manifest, service worker).
"""
