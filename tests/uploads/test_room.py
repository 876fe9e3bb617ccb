"""How much there is room for, and how fast (security G5, H2)."""

from collections import namedtuple
from datetime import timedelta

import pytest

from app.database import now
from app.uploads import models
from app.uploads.files import file_of, uploads_folder
from app.uploads.models import Upload, remove_loose_pictures
from app.uploads.timed import TIMED, sweep_strays
from tests import factories
from tests.conftest import Browser
from tests.uploads.conftest import make_picture

Disk = namedtuple("Disk", "total used free")
GIGABYTE = 2**30
TINY = make_picture((20, 20))


def fill(db, member, count, *, bytes=1000, age=timedelta(0)):
    for n in range(count):
        row = {"name": f"{member.id:016x}{n:016x}", "member_id": member.id, "width": 1, "height": 1, "sha256": ""}
        db.session.add(Upload(**row, bytes=bytes, created_at=now() - age))
    db.session.commit()


def test_g5_a_new_member_sends_twenty_a_day(sign_in, send, cleo, db):
    fill(db, cleo, 19)
    assert send(sign_in(cleo), TINY).status_code == 201
    answer = send(sign_in(cleo), TINY)
    assert answer.status_code == 422
    assert "tomorrow" in answer.json["error"]


def test_g5_yesterdays_pictures_do_not_count_and_members_have_no_such_limit(sign_in, send, cleo, ben, db):
    fill(db, cleo, 30, age=timedelta(hours=25))
    fill(db, ben, 30)
    assert send(sign_in(cleo), TINY).status_code == 201
    assert send(sign_in(ben), TINY).status_code == 201


def test_g5_a_member_has_a_hundred_megabytes(sign_in, send, ben, gus, db):
    fill(db, ben, 100, bytes=2**20, age=timedelta(days=90))
    assert "100 MB" in send(sign_in(ben), TINY).json["error"]
    assert send(sign_in(gus), TINY).status_code == 201


@pytest.mark.parametrize(
    ("total", "free", "status"),
    [(40 * GIGABYTE, 1.9 * GIGABYTE, 507), (40 * GIGABYTE, 2.1 * GIGABYTE, 201), (GIGABYTE, 199 * 2**20, 507), (GIGABYTE, 201 * 2**20, 201)],
)
def test_g5_the_disk_is_never_filled(sign_in, send, ben, monkeypatch, total, free, status):
    monkeypatch.setattr(models.shutil, "disk_usage", lambda folder: Disk(total, total - free, int(free)))
    assert send(sign_in(ben), TINY).status_code == status


def test_g5_what_is_in_no_post_goes_after_a_day(app, sign_in, ben, make_topic, make_reply, db):
    post = make_reply(make_topic("discussions", ben), ben)
    old, young, shown = (factories.make_upload(ben) for _ in range(3))
    old.loose_since = now() - timedelta(hours=24, minutes=1)
    young.loose_since = now() - timedelta(hours=23)
    shown.post, shown.loose_since, shown.created_at = post, None, now() - timedelta(days=400)
    db.session.commit()
    remove_loose_pictures()
    db.session.commit()
    left = set(db.session.scalars(db.select(Upload.name)))
    assert left == {young.name, shown.name}
    assert not file_of(old.name).exists()
    assert file_of(young.name).exists() and file_of(shown.name).exists()


def test_g5_files_without_a_row_are_swept_away(app, ben, db):
    import os

    kept = factories.make_upload(ben)
    db.session.commit()
    stray, fresh, torn = (file_of(letter * 32) for letter in "abc")
    torn = torn.with_name(f".{torn.name}.part")
    for file in (stray, fresh, torn):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"x")
    for file in (stray, torn, file_of(kept.name)):
        os.utime(file, (0, 0))
    sweep_strays()
    assert {file.name for file in uploads_folder().rglob("*.*") if file.is_file()} == {
        fresh.name, f"{kept.name}.webp", f"{kept.name}-480.webp", f"{kept.name}-72.webp",
    }  # fmt: skip


def test_it_is_done_by_the_clock(app):
    assert {act.name for act in TIMED} <= {act.name for act in app.timed_acts}


def test_h2_thirty_pictures_in_thirty_minutes_whichever_way(make_app, ben, make_topic, send, db):
    from io import BytesIO

    browser = Browser(make_app(RATELIMIT_ENABLED=True), ben)
    topic = make_topic("discussions", ben)
    for _ in range(28):
        assert send(browser, TINY).status_code == 201
    with_text = {"body": "Look.", "picture_alt": "It"}
    replied = browser.post(f"/topics/{topic.id}/posts", with_text | {"picture": (BytesIO(TINY), "x")})
    assert replied.status_code == 303
    assert send(browser, TINY, path="/account/picture").status_code == 303
    assert send(browser, TINY).status_code == 429
    refused = browser.post(f"/topics/{topic.id}/posts", with_text | {"picture": (BytesIO(TINY), "x")})
    assert refused.status_code == 429
    assert "Look." in refused.text
    assert browser.post(f"/topics/{topic.id}/posts", {"body": "Without one."}).status_code == 303


def test_pictures_do_not_count_as_pages(make_app, ben, make_topic, db):
    upload = factories.make_upload(ben)
    upload.post, upload.loose_since = make_topic("discussions", ben).opening, None
    db.session.commit()
    stranger = Browser(make_app(RATELIMIT_ENABLED=True))
    for _ in range(250):
        assert stranger.get(upload.url, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200
    assert stranger.get("/", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200
