"""The eight stored reasons: the owner changes what they say, in each language."""

import pytest

from app.moderation.stored import NAMES


@pytest.fixture
def change(sign_in):
    def act(by, language="en", **words):
        return sign_in(by).post(f"/moderation/reasons/{language}", words)

    return act


def test_it_is_sent_in_the_authors_language_and_offered_in_the_moderators(
    db, make_topic, make_reply, ada, ben, cleo, dora, sign_in, change, decide, case_of, audited
):
    topic, german = make_topic("discussions", ben), cleo
    german.language = "de"
    db.session.commit()
    assert change(ada, "de", advertising="Werbung bitte nur am Schwarzen Brett.").status_code == 303
    assert change(ada, "en", advertising="Advertise on the notice board, please.").status_code == 303
    assert audited() == ["reasons.changed"] * 2
    held = make_reply(topic, german, "Buy my watches.")
    case_of(held)
    page = sign_in(dora).get("/moderation").text
    assert "Advertise on the notice board, please." in page and "Please do not advertise here." not in page
    decide(dora, held, "remove", rule="advertising")
    assert "Werbung bitte nur am Schwarzen Brett." in sign_in(german).get(f"/posts/{held.id}/statement").text
    assert "Advertise on the notice board, please." in sign_in(ben).get("/log").text


def test_an_empty_field_says_what_the_house_says(ada, dora, sign_in, change):
    change(ada, advertising="Not here.")
    change(ada, advertising=" ")
    page = sign_in(ada).get("/moderation/reasons?language=en").text
    assert "Not here." not in page and page.count("Please do not advertise here.") == 2
    assert len(NAMES) == 8 and all(f'name="{name}"' in page for name in NAMES)
    assert 'name="advertising"' not in sign_in(dora).get("/moderation/reasons?language=xx").text


def test_it_is_the_owners_and_takes_no_endless_words(people, sign_in, change):
    for name in ("dora", "emil", "ben"):
        assert change(getattr(people, name), advertising="Mine.").status_code == 403
    assert change(people.ada, "xx", advertising="Mine.").status_code == 422
    answer = change(people.ada, advertising="a" * 501)
    assert answer.status_code == 422 and "a" * 501 in answer.text
