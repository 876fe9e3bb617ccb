"""Which passwords are refused, and how the others are kept."""

import threading
import unicodedata

import pytest

from app.accounts import passwords
from app.accounts.passwords import (
    PasswordsBusy,
    common_passwords,
    hash_password,
    needs_rehash,
    password_problem,
    verify_password,
)

GOOD = "vier Katzen am Fluss"


@pytest.mark.parametrize(
    "password",
    [GOOD, "äöüßÄÖÜẞéè", "correct horse battery", "ключ под ковриком", "🐙🐙🦀🐙🐙🐙🦑🐙🐙🐙", "839174650182", "x" * 64 + "y" * 64,
     "          a         b", "ſtrange letters"],
)  # fmt: skip
def test_a1_any_characters_will_do(password):
    assert password_problem(password, name="Max Müller", email="max.m@example.org", site="Café Sonne") is None


@pytest.mark.parametrize("password", ["", "short", "neunzeich", "x" * 129, "ä" * 129])
def test_a1_it_holds_the_length(password):
    assert password_problem(password) is not None


def test_a1_the_shortest_length_may_be_set():
    assert password_problem("achtzehn", minimum=8) is None
    assert password_problem("achtzehn") is not None
    assert password_problem("vierzehnlang", minimum=14) is not None


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop",
        "1234567890",
        "QwertyUiop",
        "Baseball2024!",
        "password1234",
        "passwort2024!",
        "1q2w3e4r5t",
    ],
)
def test_a1_common_ones_are_refused(password):
    assert password_problem(password) is not None


def test_a1_the_list_is_long_enough():
    assert len(common_passwords()) >= 20_000


@pytest.mark.parametrize(
    "password",
    [
        "ich bin max müller",
        "Max-Müller-1975!",
        "maxmueller99xyz",
        "my mmueller secret",
        "Café Sonne 2024",
        "x CAFESONNE y",
    ],
)
def test_a1_names_everybody_knows_are_refused(password):
    known = {"name": "Max Müller", "email": "m.mueller@example.org", "site": "CafeSonne"}
    if "Café" in password:
        known["site"] = "Café Sonne"
    if "maxmueller" in password:
        known["name"] = "maxmueller"
    assert password_problem(password, **known) is not None


def test_a1_a_short_name_does_not_spoil_a_password():
    assert password_problem(GOOD, name="am", email="vie@example.org", site="Fl") is None


def test_a2_it_hashes_with_argon2id_and_little_memory():
    hashed = hash_password(GOOD)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashed != hash_password(GOOD)
    assert not needs_rehash(hashed)


def test_a2_a_weaker_hash_is_renewed():
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    assert verify_password(weak, GOOD)
    assert needs_rehash(weak)


def test_it_knows_the_password_again():
    hashed = hash_password(GOOD)
    assert verify_password(hashed, GOOD)
    assert not verify_password(hashed, GOOD + " ")
    assert not verify_password(hashed, "")


def test_a1_one_password_typed_on_two_keyboards_is_the_same():
    hashed = hash_password(unicodedata.normalize("NFC", "Grüße an Zoë"))
    assert verify_password(hashed, unicodedata.normalize("NFD", "Grüße an Zoë"))


@pytest.mark.parametrize("hashed", [None, "", "not a hash", "$argon2id$v=19$m=19456"])
def test_a4_nobody_signs_in_without_a_hash(hashed):
    assert not verify_password(hashed, GOOD)
    assert not verify_password(hashed, "nobody has this password")


def test_a4_a_missing_hash_takes_the_same_work(monkeypatch):
    hashed = hash_password(GOOD)
    asked = []
    passwords.stand_in_hash()
    real = passwords.hasher()
    monkeypatch.setattr(passwords, "hasher", lambda: Watched(real, asked))
    verify_password(hashed, "wrong password")
    verify_password(None, "wrong password")
    assert len(asked) == 2
    assert asked[0].split("$")[:4] == asked[1].split("$")[:4]


def test_it_takes_odd_and_huge_input():
    assert not verify_password(hash_password(GOOD), "\ud800" * 10)
    assert not verify_password(None, "a" * 5_000_000)


def test_a2_two_hash_at_once(monkeypatch):
    busy = Busy()
    monkeypatch.setattr(passwords, "hasher", lambda: busy)
    crowd = [threading.Thread(target=hash_password, args=(GOOD,)) for _ in range(12)]
    for thread in crowd:
        thread.start()
    for _ in range(12):
        busy.let_one_go()
    for thread in crowd:
        thread.join(5)
    assert busy.most == 2
    assert passwords.waiting == 0


def test_a2_it_sends_away_when_too_many_wait(monkeypatch):
    monkeypatch.setattr(passwords, "waiting", passwords.LONGEST_QUEUE + passwords.HASHES_AT_ONCE)
    with pytest.raises(PasswordsBusy):
        hash_password(GOOD)
    assert passwords.waiting == 22


class Watched:
    def __init__(self, real, asked):
        self.real, self.asked = real, asked

    def verify(self, hashed, password):
        self.asked.append(hashed)
        return self.real.verify(hashed, password)


class Busy:
    """A hasher that takes as long as it is told, and counts how many are inside."""

    def __init__(self):
        self.inside = self.most = 0
        self.lock = threading.Lock()
        self.gate = threading.Semaphore(0)

    def hash(self, password):
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        assert self.gate.acquire(timeout=5)
        with self.lock:
            self.inside -= 1
        return "hash"

    def let_one_go(self):
        self.gate.release()
