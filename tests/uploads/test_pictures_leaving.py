"""What becomes of pictures when a member leaves, asks for their data, or the community moves (security L3, L4)."""

import shutil

from app.accounts.leaving import leave
from app.exchange.export import export_to
from app.operations import backing_up
from app.operations.backing_up import make_backup
from app.operations.manifest import read_manifest
from app.uploads.files import file_of
from app.uploads.models import AVATAR, Upload
from tests import factories
from tests.instances import only_sqlite


def pictures_of(ben, topic, make_reply, db):
    """One in a post, one in none, one of Ben."""
    shown, loose, face = (factories.make_upload(ben, kind) for kind in ("picture", "picture", AVATAR))
    ben.avatar = face.name
    make_reply(topic, ben, f"![x]({shown.url})")
    return shown, loose, face


def test_l4_the_face_and_what_nobody_shows_go_at_once(ben, gus, make_topic, make_reply, visitor, db):
    shown, loose, face = pictures_of(ben, make_topic("discussions", gus), make_reply, db)
    leave(ben, with_posts=False)
    db.session.commit()
    assert ben.avatar is None
    assert visitor.get(shown.url).status_code == 200
    for gone in (loose, face):
        assert visitor.get(gone.url).status_code == 404
        assert not file_of(gone.name).exists()


def test_l4_with_the_posts_go_all_pictures(ben, gus, dora, make_topic, make_reply, visitor, db):
    topic = make_topic("discussions", gus)
    own = pictures_of(ben, topic, make_reply, db)
    added = factories.make_upload(dora)
    post = make_reply(topic, ben, "Words.")
    post.edit(f"![x]({added.url})", by=dora, version=1)
    db.session.commit()
    leave(ben, with_posts=True)
    db.session.commit()
    for gone in own:
        assert not file_of(gone.name).exists()
    assert set(db.session.scalars(db.select(Upload.name))) <= {added.name}
    assert visitor.get(added.url).status_code == 404


def test_l3_ones_own_data_names_them(sign_in, ben, make_topic, make_reply, db):
    shown, *_rest = pictures_of(ben, make_topic("discussions", ben), make_reply, db)
    said = sign_in(ben).get("/account/data.json").json["pictures"]
    assert len(said) == 3
    assert (said[0]["picture"], said[0]["alt"]) == (shown.url, "x")


def test_an_export_holds_rows_and_files(ben, make_topic, make_reply, tmp_path, db):
    shown, *_rest = pictures_of(ben, make_topic("discussions", ben), make_reply, db)
    folder = tmp_path / "out"
    folder.mkdir()
    assert export_to(folder)["uploads"] == 3
    assert (folder / "uploads" / shown.name[:2] / f"{shown.name}.webp").read_bytes() == b"a picture"
    shutil.rmtree(folder)


@only_sqlite("PostgreSQL is backed up with its own tools")
def test_a_backup_goes_on_when_a_picture_goes_meanwhile(app, site, ben, monkeypatch, db):
    kept, gone = factories.make_upload(ben), factories.make_upload(ben)
    db.session.commit()
    file_of(kept.name).with_name(f".{kept.name}.webp.part").write_bytes(b"half")
    copy = shutil.copyfile

    def copy_late(source, target):
        file_of(gone.name).unlink(missing_ok=True)
        return copy(source, target)

    monkeypatch.setattr(backing_up.shutil, "copyfile", copy_late)
    files = read_manifest(make_backup(app))["files"]
    assert f"uploads/{kept.name[:2]}/{kept.name}.webp" in files
    assert not [name for name in files if name.endswith(".part")]
