"""Pinning a topic to the top of its board."""

import pytest

from app.events.models import Event


@pytest.fixture
def topics(make_topic, ben):
    return [make_topic("discussions", ben, title) for title in ("The older one", "The newer one")]


@pytest.fixture
def pin(topics):
    def act(browser, wanted=True, **more):
        return browser.post(f"/topics/{topics[0].id}/pin", {"on": "1"} if wanted else {}, **more)

    return act


def order(page):
    return page.index("The older one") < page.index("The newer one"), page.count(">The older one<")


def test_it_stands_first_on_its_board_once_until_it_is_unpinned(sign_in, dora, visitor, boards, topics, pin, db):
    browser, address = sign_in(dora), boards["discussions"].url
    assert order(visitor.get(address).text) == (False, 1)
    for _turn in range(2):
        assert (pin(browser).status_code, pin(browser).location) == (303, topics[0].url)
    page = visitor.get(address).text
    assert order(page) == (True, 1) and "Pinned" in page
    assert "Pinned" in visitor.get(topics[0].url).text and "Unpin" in browser.get(topics[0].url).text
    # Only its board puts it first: in the list of its kind it stands where it was.
    assert order(visitor.get("/discussions").text) == (False, 1)
    for _turn in range(2):
        assert pin(browser, wanted=False).status_code == 303
    assert order(visitor.get(address).text) == (False, 1)
    names = list(db.session.scalars(db.select(Event.name).where(Event.name.in_(("topic.pinned", "topic.unpinned")))))
    assert names == ["topic.pinned", "topic.unpinned"]


def test_the_newest_pin_stands_first(sign_in, dora, visitor, boards, topics, pin):
    browser = sign_in(dora)
    browser.post(f"/topics/{topics[1].id}/pin", {"on": "1"})
    pin(browser)
    assert order(visitor.get(boards["discussions"].url).text) == (True, 1)


def test_it_is_for_who_moderates(people, sign_in, visitor, topics, pin, db):
    for name in ("ben", "gus", "finn", "cleo"):
        browser = sign_in(getattr(people, name))
        assert pin(browser).status_code == 403
        assert f"/topics/{topics[0].id}/pin" not in browser.get(topics[0].url).text
    assert pin(visitor).status_code == 401
    assert db.session.scalar(db.text("SELECT count(*) FROM topics WHERE pinned_at IS NOT NULL")) == 0


def test_it_answers_htmx_with_a_redirect(sign_in, emil, topics, pin):
    assert pin(sign_in(emil), htmx="main").headers["HX-Redirect"] == topics[0].url
