"""How often the tests try what can be tried thousands of times: a share of it, and all of it with EARSHOT_THOROUGH=1."""

import os

THOROUGH = os.environ.get("EARSHOT_THOROUGH") == "1"


def share(values, of, start=0):
    """One in `of` values, beginning at any `start`, so that neighbours together try all of them."""
    values = list(values)
    return values if THOROUGH else values[start % of :: of]
