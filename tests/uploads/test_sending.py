"""Sending pictures: with the form of a text, and at once as the page's script does."""

from app.posts.models import Post
from app.uploads.files import file_of
from app.uploads.models import AVATAR, Upload
from app.web.text import LONGEST
from tests import factories
from tests.uploads.conftest import make_picture


def newest(db, model):
    return db.session.scalar(db.select(model).order_by(model.id.desc()).limit(1))


def test_it_sends_a_picture_along_with_a_reply(reply_with, visitor, ben, make_topic, db):
    topic = make_topic("discussions", ben)
    assert reply_with(ben, topic, "Look at this.", make_picture(), "A [blue] plate").status_code == 303
    upload, post = newest(db, Upload), newest(db, Post)
    assert (upload.post_id, upload.member_id, upload.loose_since) == (post.id, ben.id, None)
    assert upload.alt == "A [blue] plate"
    page = visitor.get(topic.url).text
    assert 'alt="A [blue] plate"' in page
    assert visitor.get(upload.url).status_code == 200


def test_it_stands_in_the_text_with_its_size_so_that_nothing_jumps(reply_with, ben, make_topic, db):
    reply_with(ben, make_topic("discussions", ben), "Look.", make_picture((1000, 500)))
    post, upload = newest(db, Post), newest(db, Upload)
    small = upload.url.replace(".webp", "-480.webp")
    assert f'src="{upload.url}"' in post.html
    assert 'width="680" height="340"' in post.html
    assert 'loading="lazy"' in post.html and 'decoding="async"' in post.html
    assert f'srcset="{small} 480w, {upload.url} 1000w"' in post.html
    assert f'<a href="{upload.url}" rel="nofollow ugc noopener"><img' in post.html


def test_it_shows_a_small_picture_as_it_is(reply_with, ben, make_topic, db):
    reply_with(ben, make_topic("discussions", ben), "Look.", make_picture((200, 100)))
    assert 'width="200" height="100"' in newest(db, Post).html
    assert "srcset" not in newest(db, Post).html


def test_it_opens_a_topic_with_a_picture(sign_in, ben, boards, db):
    from io import BytesIO

    given = {"board": boards["ideas"].slug, "title": "A blue plate", "body": "This one.", "picture_alt": "It"}
    answer = sign_in(ben).post("/ideas/new", given | {"picture": (BytesIO(make_picture()), "x.jpg")})
    assert answer.status_code == 303
    assert newest(db, Upload).post_id == newest(db, Post).id


def test_it_asks_what_the_picture_shows_and_for_the_picture_again(reply_with, ben, make_topic, db):
    answer = reply_with(ben, make_topic("discussions", ben), "Look at this.", make_picture(), alt="")
    assert answer.status_code == 422
    assert "Please say what the picture shows" in answer.text
    assert "Please choose your picture once more." in answer.text
    assert "Look at this." in answer.text
    assert newest(db, Upload) is None


def test_it_keeps_the_words_when_the_picture_is_none(reply_with, ben, make_topic, db):
    answer = reply_with(ben, make_topic("discussions", ben), "Look at this.", b"<svg onload=alert(1)>")
    assert answer.status_code == 422
    assert "This is not a picture we can read" in answer.text
    assert "Look at this." in answer.text


def test_it_refuses_a_picture_behind_the_longest_text(reply_with, ben, make_topic):
    answer = reply_with(ben, make_topic("discussions", ben), "x" * LONGEST, make_picture())
    assert answer.status_code == 422
    assert "Please shorten your text" in answer.text


def test_it_takes_one_picture_in_each_text_of_a_new_member(reply_with, send, sign_in, cleo, gus, make_topic, db):
    topic = make_topic("discussions", gus)
    assert reply_with(cleo, topic, "One.", make_picture()).status_code == 303
    browser = sign_in(cleo)
    one, two = (send(browser, make_picture()).json["address"] for _ in range(2))
    answer = browser.post(f"/topics/{topic.id}/posts", {"body": f"![a]({one}) ![b]({two})"})
    assert answer.status_code == 422
    assert "may show one picture" in answer.text
    assert reply_with(cleo, topic, f"![a]({one})", make_picture()).status_code == 422
    assert browser.post(f"/topics/{topic.id}/posts", {"body": f"![a]({one})"}).status_code == 303


def test_it_takes_ten_pictures_in_a_text(sign_in, ben, make_topic, db):
    topic = make_topic("discussions", ben)
    addresses = [factories.make_upload(ben).url for _ in range(11)]
    db.session.commit()
    body = "\n".join(f"![x]({address})" for address in addresses)
    assert sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": body}).status_code == 422
    assert sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": body.rpartition("\n")[0]}).status_code == 303


def test_it_acts_once_however_often_it_is_sent(reply_with, ben, make_topic, db):
    topic = make_topic("discussions", ben)
    first = reply_with(ben, topic, "Once.", make_picture(), form_key="k1")
    again = reply_with(ben, topic, "Once.", make_picture(), form_key="k1")
    assert first.location == again.location
    assert db.session.scalar(db.select(db.func.count(Upload.id))) == 1


def test_it_sends_a_picture_at_once(sign_in, send, ben, make_topic, db):
    browser = sign_in(ben)
    answer = send(browser, make_picture((640, 480)))
    assert answer.status_code == 201
    address = answer.json["address"]
    assert (answer.json["width"], answer.json["height"]) == (640, 480)
    topic = make_topic("discussions", ben)
    browser.post(f"/topics/{topic.id}/posts", {"body": f"See ![my plate]({address})"})
    upload = newest(db, Upload)
    assert (upload.url, upload.alt, upload.post_id) == (address, "my plate", newest(db, Post).id)


def test_it_tells_the_script_in_words_why_not(sign_in, send, ben):
    answer = send(sign_in(ben), b"no picture")
    assert answer.status_code == 422
    assert answer.json["error"].startswith("This is not a picture we can read.")
    assert sign_in(ben).post("/uploads").status_code == 400


def test_it_asks_a_visitor_to_sign_in(visitor, send, site):
    assert send(visitor, make_picture()).status_code == 401


def test_it_binds_only_ones_own_pictures(sign_in, ben, gus, make_topic, visitor, db):
    """Whoever learns the address of a loose picture cannot publish it."""
    theirs = factories.make_upload(gus)
    db.session.commit()
    topic = make_topic("discussions", ben)
    sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": f"![x]({theirs.url})"})
    assert db.session.get(Upload, theirs.id, populate_existing=True).post_id is None
    assert visitor.get(theirs.url).status_code == 404


def test_it_shows_no_avatars_and_nothing_invented_in_texts(sign_in, ben, make_topic, db):
    face = factories.make_upload(ben, AVATAR)
    db.session.commit()
    for address in (face.url, f"/uploads/{'0' * 32}.webp", "/uploads/../admin", "/uploads/x.webp"):
        sign_in(ben).post(f"/topics/{make_topic('discussions', ben).id}/posts", {"body": f"![some words]({address})"})
        assert "<img" not in newest(db, Post).html, address
        assert "some words" in newest(db, Post).html


def test_a_moderator_may_add_a_picture_to_anothers_text(sign_in, dora, ben, make_topic, make_reply, db):
    post = make_reply(make_topic("discussions", ben), ben)
    upload = factories.make_upload(dora)
    db.session.commit()
    sign_in(dora).post(f"/posts/{post.id}/edit", {"body": f"![x]({upload.url})", "version": "1"})
    assert db.session.get(Upload, upload.id, populate_existing=True).post_id == post.id


def test_a_picture_that_leaves_a_text_leaves_its_post(sign_in, visitor, ben, make_topic, db):
    topic = make_topic("discussions", ben)
    kept, gone = factories.make_upload(ben), factories.make_upload(ben)
    db.session.commit()
    browser = sign_in(ben)
    browser.post(f"/topics/{topic.id}/posts", {"body": f"![a]({kept.url}) ![b]({gone.url})"})
    post = newest(db, Post)
    browser.post(f"/posts/{post.id}/edit", {"body": f"![a]({kept.url})", "version": "1"})
    browser.post(f"/posts/{post.id}/edit", {"body": f"Again: ![better words]({kept.url})", "version": "2"})
    assert db.session.get(Upload, kept.id, populate_existing=True).alt == "better words"
    assert visitor.get(kept.url).status_code == 200
    assert visitor.get(gone.url).status_code == 404
    assert db.session.get(Upload, gone.id, populate_existing=True).loose_since


def test_it_keeps_to_the_query_budget(reply_with, ben, make_topic, count_queries):
    topic = make_topic("discussions", ben)
    picture = make_picture((50, 50))
    with count_queries() as queries:
        reply_with(ben, topic, "Look.", picture)
    # Signing in for this test takes two.
    assert len(queries) <= 12, queries


def test_it_holds_nobody_up_while_a_picture_is_decoded(sign_in, send, ben, monkeypatch):
    from app.extensions import db
    from app.uploads import pictures

    shape, found = pictures._for_a_post, []

    def look(content):
        found.append(db.session().in_transaction())
        return shape(content)

    monkeypatch.setattr(pictures, "_for_a_post", look)
    assert send(sign_in(ben), make_picture()).status_code == 201
    assert found == [False]


def test_it_forgets_the_files_of_what_was_not_kept(app, ben, db):
    """Files go with the commit that takes their row away, not before."""
    upload = factories.make_upload(ben)
    db.session.commit()
    from app.uploads.models import remove_own_pictures

    remove_own_pictures(ben)
    assert file_of(upload.name).exists()
    db.session.rollback()
    assert file_of(upload.name).exists()
    remove_own_pictures(ben)
    db.session.commit()
    assert not file_of(upload.name).exists()
    assert not file_of(upload.name, "-480").exists()
