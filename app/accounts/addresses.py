"""What a mail address may look like: one rule for whoever stores one and for whoever writes to it.

It stands apart because forms and the outbox both ask it: what one accepts, the other must never refuse.
"""

import re

LONGEST = 254
# No white space, no control character, and nothing that ends or joins addresses in a header.
_NAME = r"[^@\s\x00-\x1f\x7f-\x9f<>(),;:\\\"]"
_DOMAIN_END = _NAME.replace("[^", "[^.")
_ADDRESS = re.compile(rf"{_NAME}+@{_NAME}+\.{_DOMAIN_END}{{2,}}")


def is_mail_address(text):
    """Whether this is one plain mail address."""
    return bool(text) and len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None
