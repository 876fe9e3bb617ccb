"""The acts of this kind."""

from flask import Blueprint

bp = Blueprint("questions", __name__)
