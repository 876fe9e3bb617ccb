"""The acts of this kind."""

from flask import Blueprint

bp = Blueprint("announcements", __name__)
