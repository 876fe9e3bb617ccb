"""What came of it: on top of each source's page, and on the page that shows the whole chain."""

import pytest

from app.kinds.announcements.models import AnnouncementSource
from app.kinds.announcements.queries import outcomes_of
from tests.factories import make_board
from tests.factories import make_topic as make_topic_in


@pytest.fixture
def tell(make_topic, emil, db):
    def act(title, outcome, *sources, board=None):
        told = (
            make_topic_in(board, emil, title, outcome=outcome)
            if board
            else make_topic("announcements", emil, title, outcome=outcome)
        )
        db.session.add_all(AnnouncementSource(announcement_id=told.id, topic_id=source.id) for source in sources)
        db.session.commit()
        return told

    return act


@pytest.fixture
def idea(make_topic, ben):
    return make_topic("ideas", ben, "More oat milk")


@pytest.mark.parametrize("kind", ["ideas", "questions", "polls"])
def test_it_stands_on_top_of_its_sources(visitor, sign_in, ben, make_topic, make_poll, emil, tell, kind):
    source = make_poll(emil) if kind == "polls" else make_topic(kind, ben)
    first, second = tell("It is planned", "planned", source), tell("It has failed", "it_failed", source)
    for browser in (visitor, sign_in(ben)):
        page = browser.get(source.url).text
        places = [page.index(word) for word in ("What came of it", second.url, first.url, "post--opening")]
        assert places == sorted(places) and "badge--it_failed" in page


def test_it_shows_only_what_the_reader_may_see(visitor, sign_in, ben, idea, tell, app):
    inner = make_board("announcements", "Inner news", audience="members")
    told = tell("For members only", "done", idea, board=inner)
    assert "For members only" not in visitor.get(idea.url).text
    assert "For members only" in sign_in(ben).get(idea.url).text
    with app.test_request_context():
        assert [topic.id for topic in outcomes_of(idea, ben)] == [told.id]


def test_it_needs_few_queries_on_every_page(sign_in, ben, gus, emil, idea, make_topic, make_poll, make_reply, tell, count_queries):
    for source in (idea, make_topic("questions", ben), make_poll(emil)):
        told = tell("Told", "done", source)
        for topic in (source, told):
            make_reply(topic, ben, parent=make_reply(topic, gus))
            browser = sign_in(ben)
            with count_queries() as queries:
                assert browser.get(topic.url).status_code == 200
            assert len(queries) <= 8, topic.kind


def test_it_shows_the_chain(visitor, idea, tell):
    tell("Oat milk is here", "done", idea)
    page = visitor.get("/listened").text
    assert page.index("You said") < page.index("More oat milk") < page.index("We did") < page.index("Oat milk is here")
    assert "1 vote" in page


def test_it_shows_bad_news_like_good_and_leaves_out_news(visitor, idea, tell):
    tell("We dropped it", "you_spared_us_this", idea), tell("It failed badly", "it_failed", idea)
    tell("We open at nine", "news")
    page = visitor.get("/listened").text
    assert "We dropped it" in page and "It failed badly" in page and "We open at nine" not in page


def test_it_filters_by_outcome(visitor, idea, tell):
    tell("Done thing", "done", idea), tell("Failed thing", "it_failed", idea)
    page = visitor.get("/listened?outcome=it_failed").text
    assert "Failed thing" in page and "Done thing" not in page
    assert "Done thing" in visitor.get("/announcements?outcome=done").text


def test_it_hides_sources_that_the_reader_may_not_see(visitor, sign_in, ben, emil, tell):
    quiet = make_topic_in(make_board("ideas", "Inner", audience="members"), emil, "A quiet idea")
    tell("Something came of it", "done", quiet)
    assert "A quiet idea" not in visitor.get("/listened").text
    assert "A quiet idea" in sign_in(ben).get("/listened").text


def test_it_turns_pages(visitor, idea, tell):
    for n in range(23):
        tell(f"Told {n:02}", "done", idea)
    first = visitor.get("/listened").text
    assert "Told 22" in first and "Told 03" in first and "Told 02" not in first
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = visitor.get(older).text
    assert "Told 02" in second and "Told 03" not in second


def test_it_gives_htmx_only_the_list(visitor, idea, tell):
    tell("Oat milk is here", "done", idea)
    part = visitor.get("/listened?outcome=done", htmx="listened").text
    assert "Oat milk is here" in part and "<html" not in part


def test_it_says_so_when_there_is_nothing(visitor, boards):
    assert "Nothing here yet" in visitor.get("/listened").text


def test_it_needs_as_many_queries_for_many(sign_in, ben, idea, tell, count_queries):
    browser = sign_in(ben)
    tell("One", "done", idea)
    # The numbers of the place are counted once a minute.
    browser.get("/listened")
    with count_queries() as few:
        browser.get("/listened")
    for n in range(10):
        tell(f"Told {n}", "done", idea)
    with count_queries() as many:
        browser.get("/listened")
    assert len(few) == len(many) <= 7


def test_it_offers_the_team_the_way_from_a_source(sign_in, emil, ben, idea):
    assert f"/announcements/new?source=/ideas/{idea.id}" in sign_in(emil).get(idea.url).text
    assert "/announcements/new" not in sign_in(ben).get(idea.url).text
