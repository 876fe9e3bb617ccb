"""The picture of a member."""

from io import BytesIO

from PIL import Image

from app.audit.models import AuditEntry
from app.uploads.files import file_of
from app.uploads.models import Upload
from tests.uploads.conftest import make_picture


def upload_of(db, member):
    return db.session.scalar(db.select(Upload).where(Upload.member_id == member.id).order_by(Upload.id.desc()))


def test_it_is_cut_to_a_square_and_shown_everywhere(sign_in, send, visitor, ben, make_topic, db):
    topic = make_topic("discussions", ben)
    assert send(sign_in(ben), make_picture((400, 200)), path="/account/picture").status_code == 303
    upload = upload_of(db, ben)
    for end, side in (("", 144), ("-72", 72)):
        assert Image.open(BytesIO(visitor.get(f"/uploads/{upload.name}{end}.webp").data)).size == (side, side)
    small = f'src="/uploads/{upload.name}-72.webp" width="36" height="36" alt=""'
    assert small in visitor.get(topic.url).text
    assert f'src="{upload.url}" width="72" height="72"' in visitor.get("/members/ben").text


def test_it_is_kept_long_and_is_everybodys(sign_in, send, visitor, ben, db):
    send(sign_in(ben), make_picture(), path="/account/picture")
    assert "max-age=604800" in visitor.get(upload_of(db, ben).url).headers["Cache-Control"]


def test_another_one_takes_its_place(sign_in, send, visitor, ben, db):
    browser = sign_in(ben)
    send(browser, make_picture(), path="/account/picture")
    first = upload_of(db, ben)
    send(browser, make_picture(colour="red"), path="/account/picture")
    assert visitor.get(first.url).status_code == 404
    assert not file_of(first.name).exists()
    assert visitor.get(upload_of(db, ben).url).status_code == 200


def test_it_can_be_taken_away(sign_in, send, visitor, ben, db):
    browser = sign_in(ben)
    send(browser, make_picture(), path="/account/picture")
    upload = upload_of(db, ben)
    assert "Remove the picture" in browser.get("/account").text
    browser.post("/members/ben/picture/removal")
    browser.post("/members/ben/picture/removal")
    assert visitor.get(upload.url).status_code == 404
    assert "<img" not in visitor.get("/members/ben").text


def test_it_says_why_a_file_is_not_taken(sign_in, send, ben):
    browser = sign_in(ben)
    send(browser, b"<svg/>", path="/account/picture")
    assert "This is not a picture we can read" in browser.get("/account").text
    browser.post("/account/picture")
    assert "Please choose a picture first." in browser.get("/account").text


def test_the_team_takes_one_away_and_the_log_knows(sign_in, send, ben, emil, dora, ada, db):
    send(sign_in(ben), make_picture(), path="/account/picture")
    assert sign_in(dora).post("/members/ben/picture/removal").status_code == 403
    assert sign_in(emil).post("/members/ada/picture/removal").status_code == 403
    assert "Remove the picture" in sign_in(emil).get("/admin/members/ben").text
    sign_in(emil).post("/members/ben/picture/removal")
    assert upload_of(db, ben) is None
    entry = db.session.scalar(db.select(AuditEntry).where(AuditEntry.act == "member.picture_removed"))
    assert (entry.actor_id, entry.member_id) == (emil.id, ben.id)


def test_visitors_pages_forget_the_old_one(make_app, people, ben, send, db):
    from tests.conftest import Browser

    app = make_app(PAGE_MEMORY_BYTES=10**6)
    stranger = Browser(app)
    assert "<img" not in stranger.get("/members/ben").text
    send(Browser(app, ben), make_picture(), path="/account/picture")
    assert "<img" in stranger.get("/members/ben").text
