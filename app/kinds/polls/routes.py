"""The acts of this kind."""

from flask import Blueprint

bp = Blueprint("polls", __name__)
