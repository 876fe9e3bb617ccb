"""The word of ours in a letter with which somebody says, without signing in, whether it is fixed.

It stands apart from the case, which knows nothing of addresses: whoever has the letter may answer, and nothing else.
"""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer


def name_case(pulse_id):
    """What stands in the address for a case."""
    return _signer().dumps(pulse_id)


def read_case(name):
    """The id of the case with this name, or None."""
    try:
        id = _signer().loads(name)
    except BadData:
        return None
    return id if isinstance(id, int) else None


def _signer():
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="is it fixed")
