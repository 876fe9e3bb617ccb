"""Passwords: which ones are refused, and how they are hashed in a small server's memory."""

import gzip
import threading
import unicodedata
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from flask_babel import lazy_gettext as _l

SHORTEST, LONGEST = 10, 128
# A word of fewer letters is in too many good passwords by chance.
SHORTEST_NAME = 4
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
HASHES_AT_ONCE = 2
LONGEST_QUEUE = 20


class PasswordsBusy(RuntimeError):
    """More sign-ins wait than can be answered soon; say "try again in a moment" (503)."""


def password_problem(password, *, name="", email="", site="", minimum=SHORTEST):
    """Return why this password is refused, or None. There is no rule on which characters it must hold."""
    length = len(comparable(password))
    if length < minimum:
        return _l("Please choose a longer password: at least %(least)s characters.", least=minimum)
    if length > LONGEST:
        return _l("Please choose a shorter password: at most %(most)s characters.", most=LONGEST)
    if is_common(password):
        return _l("Many people use this password, so it is tried first. Please choose another.")
    if any(contains(password, known) for known in (name, email.partition("@")[0], site)):
        return _l(
            "Please leave your name, your e-mail address and the name of this site out of your password."
        )
    return None


def hash_password(password):
    """Return the hash to store. Raises `PasswordsBusy`."""
    with a_place():
        return hasher().hash(as_bytes(password))


def verify_password(hashed, password):
    """Whether the password fits; takes the same time where there is no hash (None). Raises `PasswordsBusy`."""
    from argon2.exceptions import InvalidHashError, VerificationError

    stand_in = stand_in_hash()
    with a_place():
        try:
            return hasher().verify(hashed or stand_in, as_bytes(password)) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(hashed):
    """Whether a hash was made with weaker parameters than today's."""
    return hasher().check_needs_rehash(hashed)


@cache
def common_passwords():
    """Return the passwords that are tried first, in lower case."""
    packed = Path(__file__).with_name("common-passwords.txt.gz")
    return frozenset(gzip.decompress(packed.read_bytes()).decode().split("\n")) - {""}


def is_common(password):
    plain = comparable(password).casefold()
    stem = plain.strip("0123456789 !?.,;:*#$%&+-_=@")
    # "Baseball2024!" is as easily guessed as "baseball".
    return plain in common_passwords() or (len(stem) * 2 >= len(plain) and stem in common_passwords())


def contains(password, known):
    wanted = letters(known)
    return len(wanted) >= SHORTEST_NAME and wanted in letters(password)


def letters(text):
    return "".join(c for c in comparable(text).casefold() if c.isalnum())


def comparable(password):
    return unicodedata.normalize("NFKC", password)


def as_bytes(password):
    # Cut before normalising, so that a megabyte typed as a password costs nothing.
    return comparable(password[: LONGEST * 8]).encode("utf-8", "surrogatepass")


@cache
def hasher():
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def stand_in_hash():
    return hash_password("nobody has this password")


@contextmanager
def a_place():
    """Let two hash at once; the others wait, and are sent away when too many do."""
    global waiting
    with counting:
        if waiting >= LONGEST_QUEUE + HASHES_AT_ONCE:
            raise PasswordsBusy
        waiting += 1
    try:
        with places:
            yield
    finally:
        with counting:
            waiting -= 1


places = threading.BoundedSemaphore(HASHES_AT_ONCE)
counting = threading.Lock()
waiting = 0
