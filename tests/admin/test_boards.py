"""Boards and groups behind the counter."""

import pytest

from app.boards.models import Board
from app.database import now
from app.groups.models import Group, GroupMember
from app.kinds.merging import merge_topic
from app.permissions import visible_boards
from tests.factories import make_board, make_topic

BOARD = {
    "name": "Testers",
    "kind": "ideas",
    "description": "For a few",
    "audience": "public",
    "group_id": "0",
    "position": "3",
}


@pytest.fixture
def browser(sign_in, emil):
    return sign_in(emil)


@pytest.fixture
def group(db, site):
    group = Group(name="Regulars")
    db.session.add(group)
    db.session.commit()
    return group


def board(db):
    return db.session.scalar(
        db.select(Board).where(Board.slug == "testers").execution_options(populate_existing=True)
    )


def test_it_opens_a_board(browser, db, acts, events):
    assert browser.post("/admin/boards/new", BOARD).status_code == 303
    assert (board(db).kind, board(db).position) == ("ideas", 3)
    assert "board.opened" in acts()
    assert "board.opened" in events()


def test_the_kind_is_fixed_and_the_address_stays(browser, db):
    browser.post("/admin/boards/new", BOARD)
    assert (
        browser.post("/admin/boards/testers", BOARD | {"name": "Friends", "kind": "polls"}).status_code == 303
    )
    assert (board(db).name, board(db).kind) == ("Friends", "ideas")
    assert 'name="kind"' not in browser.get("/admin/boards/testers").text


def test_a_group_board_needs_its_group(browser, db, group, ben, gus):
    assert browser.post("/admin/boards/new", BOARD | {"audience": "group"}).status_code == 422
    browser.post("/admin/boards/new", BOARD | {"audience": "group", "group_id": str(group.id)})
    browser.post(f"/admin/groups/{group.id}/members", {"member": "Ben"})
    assert board(db) in db.session.scalars(visible_boards(ben)).all()
    assert board(db) not in db.session.scalars(visible_boards(gus)).all()


def test_a_board_that_leaves_its_group_forgets_it(browser, db, group):
    browser.post("/admin/boards/new", BOARD | {"audience": "group", "group_id": str(group.id)})
    browser.post("/admin/boards/testers", BOARD | {"audience": "members", "group_id": str(group.id)})
    assert board(db).group_id is None


def test_archiving_twice_changes_nothing_more(browser, db, acts):
    browser.post("/admin/boards/new", BOARD)
    for _turn in range(2):
        assert browser.post("/admin/boards/testers/archive", {"on": "1"}).status_code == 303
    assert board(db).archived_at
    assert acts().count("board.archived") == 1
    browser.post("/admin/boards/testers/archive")
    assert board(db).archived_at is None


def test_members_go_in_and_out_of_groups(browser, db, group, ben, acts):
    def count():
        return db.session.scalar(db.select(db.func.count()).select_from(GroupMember))

    assert browser.post(f"/admin/groups/{group.id}/members", {"member": "Nobody"}).status_code == 422
    for _turn in range(2):
        assert browser.post(f"/admin/groups/{group.id}/members", {"member": "BEN"}).status_code == 303
    assert count() == 1
    assert "Ben" in browser.get(f"/admin/groups/{group.id}").text
    assert browser.post(f"/admin/groups/{group.id}/members/ben/removal").status_code == 303
    assert count() == 0
    assert "group.excluded" in acts()


def test_a_group_is_made_once(browser, group, db):
    assert browser.post("/admin/groups", {"name": "Regulars"}).status_code == 422
    assert browser.post("/admin/groups", {"name": "Neighbours", "ends_on": "2099-12-31"}).status_code == 303
    assert db.session.scalar(db.select(Group).where(Group.name == "Neighbours")).ends_at.year == 2099


@pytest.mark.parametrize("name", ["visitor", "ben", "dora"])
def test_d1_nobody_else_may(request, sign_in, name, boards, group, db):
    browser = (
        request.getfixturevalue("visitor") if name == "visitor" else sign_in(request.getfixturevalue(name))
    )
    expected = 401 if name == "visitor" else 403
    assert browser.post("/admin/boards/new", BOARD).status_code == expected
    assert browser.post("/admin/boards/ideas", BOARD).status_code == expected
    assert browser.post("/admin/boards/ideas/archive", {"on": "1"}).status_code == expected
    assert browser.post("/admin/groups", {"name": "x y z"}).status_code == expected
    assert browser.get(f"/admin/groups/{group.id}").status_code in (303, 403)


def test_a_board_keeps_its_readers_while_merges_join_it_with_another(browser, db, boards, group, emil, ben):
    inner, other = (make_board("ideas", name, audience="group", group=group) for name in ("Inner", "Other"))
    kept, merged = make_topic(inner, ben, "Oat milk"), make_topic(other, ben, "More oat milk")
    merge = merge_topic(merged, kept, by=emil, because="Both wish for the same milk, so they belong together.")
    second = Group(name="Others")
    db.session.add(second)
    db.session.commit()
    fields = {"audience": "group", "group_id": str(group.id)}
    for place in (inner, other):
        for wanted in ({"audience": "public"}, {"group_id": str(second.id)}):
            answer = browser.post(f"/admin/boards/{place.slug}", BOARD | fields | wanted)
            assert answer.status_code == 422 and "the same people have to read both" in answer.text
    assert browser.post(f"/admin/boards/{inner.slug}", BOARD | fields | {"name": "Renamed"}).status_code == 303
    db.session.merge(merge).undone_at = now()
    db.session.commit()
    assert browser.post(f"/admin/boards/{inner.slug}", BOARD | {"audience": "public"}).status_code == 303
