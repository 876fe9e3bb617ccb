"""All boards, and the page of one."""

import pytest

from app.boards.models import open_board
from app.groups.models import Group
from tests.factories import make_board
from tests.factories import make_topic as make_topic_in


@pytest.fixture
def rooms(site, emil, finn, db):
    """A board of each audience: "Front", "Middle" for members, "Back" for a group with Finn."""
    group = Group(name="Regulars")
    db.session.add(group)
    db.session.flush()
    group.include(finn, by=emil)
    wishes = {"Front": {}, "Middle": {"audience": "members"}, "Back": {"audience": "group", "group": group}}
    return {name: make_board("discussions", name, **more) for name, more in wishes.items()}


SEES = {
    None: {"Front"},
    "ben": {"Front", "Middle"},
    "dora": {"Front", "Middle"},
    "finn": {"Front", "Middle", "Back"},
    "emil": {"Front", "Middle", "Back"},
}


@pytest.mark.parametrize("name", SEES)
def test_everybody_finds_the_boards_that_are_theirs(people, sign_in, visitor, rooms, gus, name):
    topics = {room: make_topic_in(board, gus, f"Said in the {room}") for room, board in rooms.items()}
    reader = sign_in(getattr(people, name)) if name else visitor
    boards, lists, start = (reader.get(path).text for path in ("/boards", "/discussions", "/"))
    for room, board in rooms.items():
        is_theirs = room in SEES[name]
        assert reader.get(board.url).status_code == reader.get(topics[room].url).status_code == (200 if is_theirs else 404)
        assert (f">{room}</a>" in boards) == (f"Said in the {room}" in lists) == is_theirs, room
        assert (f"Said in the {room}" in start) == is_theirs, room
    assert ("Members only" in boards) == ("Middle" in SEES[name])


def test_they_stand_in_their_order(visitor, site, db):
    for place, name in ((2, "Second"), (1, "First"), (3, "Third")):
        open_board(name, "discussions", position=place)
    db.session.commit()
    page = visitor.get("/boards").text
    assert page.index("First") < page.index("Second") < page.index("Third")


def test_a_board_shows_its_own_topics_in_the_order_that_was_chosen(visitor, boards, make_topic, make_reply, ben, gus):
    other = make_board("discussions", "Elsewhere")
    older, _newer = make_topic("discussions", gus, "The older one"), make_topic("discussions", gus, "The newer one")
    make_topic_in(other, gus, "Said elsewhere")
    make_reply(older, ben)
    address = boards["discussions"].url
    pages = {sort: visitor.get(f"{address}?sort={sort}").text for sort in ("active", "new", "nonsense")}
    is_first = {sort: page.index("The older one") < page.index("The newer one") for sort, page in pages.items()}
    assert is_first == {"active": True, "new": False, "nonsense": True}
    assert not [sort for sort, page in pages.items() if "Said elsewhere" in page]


def test_it_turns_pages(visitor, boards, make_topic, gus):
    for n in range(1, 23):
        make_topic("discussions", gus, f"Topic {n:02}")
    first = visitor.get(boards["discussions"].url).text
    address = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Topic 22" in first and "Topic 02" not in first
    last = visitor.get(address).text
    assert "Topic 02" in last and "Topic 01" in last and "Topic 03" not in last
    assert visitor.get(f"{boards['discussions'].url}?before=nonsense").status_code == 200


def test_an_archived_board_is_read_and_nothing_new_is_opened_there(sign_in, ben, gus, emil, boards, make_topic, db):
    topic = make_topic("discussions", gus, "Where to sit")
    board, browser = boards["discussions"], sign_in(ben)
    assert "/discussions/new" in browser.get(board.url).text
    db.session.merge(board).archive(by=emil)
    db.session.commit()
    assert "Archived" in browser.get("/boards").text
    for path in (board.url, "/discussions"):
        page = browser.get(path).text
        assert "Where to sit" in page and "/discussions/new" not in page
    assert browser.post(f"/topics/{topic.id}/posts", {"body": "We still talk."}).status_code == 303


def test_its_page_offers_to_open_what_the_reader_may_open(sign_in, ben, emil, boards):
    for kind in ("ideas", "questions", "discussions"):
        assert f'href="/{kind}/new?board={boards[kind].slug}"' in sign_in(ben).get(boards[kind].url).text
    for kind in ("polls", "announcements"):
        assert f"/{kind}/new" not in sign_in(ben).get(boards[kind].url).text
        assert f'href="/{kind}/new?board={boards[kind].slug}"' in sign_in(emil).get(boards[kind].url).text


def test_two_boards_of_one_name_have_two_addresses(app, site, db):
    assert [open_board("Café & Co", "ideas").slug for _turn in range(3)] == ["cafe-co", "cafe-co-2", "cafe-co-3"]


def test_a_board_is_changed_in_what_may_change_alone(boards, emil):
    with pytest.raises(ValueError, match="slug"):
        boards["ideas"].change(by=emil, slug="elsewhere")
