"""The acts of this kind."""

from flask import Blueprint

bp = Blueprint("ideas", __name__)
