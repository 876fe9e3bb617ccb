"""What members may be called, and which names look the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.names import clean_name, handle, look_alikes, name_key, name_problem, skeleton


@pytest.mark.parametrize(
    "name",
    ["Jo", "Max Müller", "Dr. Anna Groß", "O’Brien", "O'Brien", "anna_b", "bernd-2", "Jean-Luc", "李小龙", "Анна",
     "Nguyễn Văn An", "नेहा", "Zoë", "Anna Support", "Peter Gast", "Cafe", "2raumwohnung", "a" * 40],
)  # fmt: skip
def test_it_allows_the_names_people_have(name):
    assert name_problem(clean_name(name), ["Café Sonne"]) is None


@pytest.mark.parametrize(
    "name",
    ["", "a", "a" * 41, "--", "_anna", " anna", "anna ", "max  m", "<b>anna</b>", "anna@home", "a/b", "a\\b", "anna😀",
     "anna\nb", "an\x00na", "a--b", "a...b", "Lars..", "#anna", "anna%00", "١٢!", "z" + "\u0301" * 9 + "algo"],
)  # fmt: skip
def test_it_refuses_what_is_no_name(name):
    assert name_problem(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "an\u200bna",
        "\u202eanna",
        "anna\u2066",
        "anna\ufeff",
        "an\u00adna",
        "an\u3164na",
        "anna\u034f",
        "anna\ufe0f",
    ],
)
def test_e8_it_refuses_and_cleans_what_nobody_can_see(name):
    assert name_problem(name) is not None
    assert clean_name(name) == "anna"
    assert name_problem(clean_name(name)) is None


@pytest.mark.parametrize(
    "name",
    ["admin", "ADMIN", "Admin 2", "a.d.m.i.n", "Earshot", "Earshot Team", "Team", "Moderator", "owner", "Support",
     "system", "root", "Former member", "former-member-3", "Ehemaliges Mitglied", "Аdmin", "ADMlN", "Adm1n", "ｔｅａｍ",
     "Café Sonne", "CAFÉ-SONNE", "Café Sonne Team", "Саfé Sonne"],
)  # fmt: skip
def test_it_keeps_the_names_of_those_who_run_the_place(name):
    assert name_problem(clean_name(name), ["Café Sonne"]) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÄPFEL", "äpfel"),
        ("Straße", "STRASSE"),
        ("Zoë", "Zoe\u0308"),
        ("ﬁnn", "Finn"),
        ("Ａnna", "anna"),
        ("an\u200bna", "anna"),
    ],
)
def test_p10_it_knows_two_spellings_of_one_name(one, other):
    assert name_key(one) == name_key(other)


def test_it_tells_names_apart():
    assert len({name_key(name) for name in ("Muller", "Müller", "Mueller", "Möller")}) == 4
    assert len({skeleton(name) for name in ("Muller", "Müller", "Mueller", "Möller")}) == 4


@pytest.mark.parametrize(
    ("real", "fake"),
    [("paypal", "рaypal"), ("Scope", "Ѕсоре"), ("anna", "аnnа"), ("Iris", "lris"), ("tom0", "tomO"), ("Emma", "Ernrna"),
     ("BOB", "ВОВ"), ("Zoë", "Zоё"), ("maria", "mаriа"), ("Alice", "AIice"), ("oscar", "οscar")],
)  # fmt: skip
def test_e8_it_sees_through_look_alikes(real, fake):
    assert name_key(real) != name_key(fake)
    assert skeleton(real) == skeleton(fake)


def test_e8_the_table_holds_single_characters_and_plain_words():
    table = look_alikes()
    assert len(table) > 400
    assert all(plain.isascii() and plain.isalnum() for plain in table.values())


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Max Müller", "max-mueller"),
        ("O’Brien", "obrien"),
        ("Анна", "anna"),
        ("李小龙", "member"),
        ("anna_b.", "anna-b"),
        ("me", "me-1"),
    ],
)
def test_it_gives_everyone_an_address(name, address):
    assert handle(name) == address


@given(st.text(max_size=60))
def test_it_takes_any_text_without_failing(text):
    name = clean_name(text)
    name_problem(text)
    assert clean_name(name) == name
    assert name_key(name_key(text)) == name_key(text)
    assert handle(text).isascii() and 0 < len(handle(text)) <= 40
    assert skeleton(name) == skeleton(text)
