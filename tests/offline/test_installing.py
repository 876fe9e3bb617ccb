"""What a phone gets to install the site: manifest, icons, and the owner's logo."""

from io import BytesIO

import pytest
from PIL import Image

from app.offline.colours import oklch
from app.offline.icons import SIZES
from app.offline.manifest import short_name
from app.uploads.models import Upload


def png(size=(300, 200), colour="red"):
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    written.seek(0)
    return written


def icon(browser, name):
    answer = browser.get(f"/{name}")
    assert answer.status_code == 200
    return Image.open(BytesIO(answer.data)).convert("RGBA")


def send_logo(browser, picture):
    return browser.post("/admin/settings/logo", {"picture": (picture, "logo.png")}, content_type="multipart/form-data")


def test_it_can_be_installed(visitor):
    answer = visitor.get("/manifest.webmanifest")
    manifest = answer.get_json(force=True)
    assert answer.mimetype == "application/manifest+json"
    assert (manifest["name"], manifest["lang"], manifest["display"]) == ("Café Nordlicht", "en", "standalone")
    assert manifest["start_url"] == manifest["scope"] == manifest["id"] == "/"
    assert len(manifest["theme_color"]) == len(manifest["background_color"]) == 7
    for each in manifest["icons"]:
        shown = visitor.get(each["src"])
        assert (shown.status_code, shown.mimetype) == (200, each["type"]), each
        if each["type"] == "image/png":
            assert "{}x{}".format(*Image.open(BytesIO(shown.data)).size) == each["sizes"]
    assert {each.get("purpose") for each in manifest["icons"]} >= {"any", "maskable"}
    for each in manifest["shortcuts"]:
        assert visitor.get(each["url"]).status_code == 200


def test_it_names_the_manifest_on_every_page_and_in_the_readers_language(visitor):
    page = visitor.get("/ideas").text
    assert all(f'href="{each}"' in page for each in ("/manifest.webmanifest", "/icon.svg", "/apple-touch-icon.png"))
    german = visitor.get("/manifest.webmanifest", headers={"Accept-Language": "de"}).get_json(force=True)
    assert german["lang"] == "de"
    assert [each["name"] for each in german["shortcuts"]] == ["Ideen", "Fragen", "Suchen"]


@pytest.mark.parametrize("path", ["/manifest.webmanifest", "/icon-192.png", "/icon.svg"])
def test_it_has_nothing_to_install_before_the_set_up(app, path):
    assert app.test_client().get(path).status_code == 404


def test_it_shortens_a_name_between_words():
    assert short_name("Café Nordlicht am Hafen") == "Café"
    assert short_name("Brot und Butter") == "Brot und"
    assert short_name("Donaudampfschifffahrt") == "Donaudampfsc"


def test_it_knows_the_colours_of_the_style_sheet():
    assert (oklch(1, 0, 0), oklch(0, 0, 0)) == ("#ffffff", "#000000")
    assert oklch(0.628, 0.2577, 29.23) == "#ff0000"


@pytest.mark.parametrize("name", ["Café Nordlicht", "Ökoladen", "Жар", "日本", "!?"])
def test_it_draws_an_icon_for_any_name(visitor, site, db, name):
    site.name = name
    db.session.commit()
    drawn = icon(visitor, "icon-192.png")
    assert drawn.getpixel((0, 0))[3] == 0
    assert drawn.getpixel((96, 8))[3] == 255
    assert len(drawn.getcolors(40_000)) > 2
    assert icon(visitor, "icon-maskable.png").getpixel((0, 0))[3] == 255


def test_it_draws_once_and_again_when_the_name_changes(app, visitor, site, db):
    first = visitor.get("/icon-192.png")
    assert visitor.get("/icon-192.png", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    db.session.merge(site).name = "Zimt"
    db.session.commit()
    second = visitor.get("/icon-192.png", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200 and second.data != first.data
    assert len(list((app.config["INSTANCE"] / "icons").glob("*-icon-192.png"))) == 1


def test_it_shows_the_owners_logo_everywhere(sign_in, ada, visitor):
    answer = send_logo(sign_in(ada), png())
    assert (answer.status_code, answer.location) == (303, "/admin/settings#logo")
    for name, (size, share) in SIZES.items():
        drawn = icon(visitor, name)
        assert drawn.size == (size, size)
        assert drawn.getpixel((size // 2, size // 2))[0] > 240 > 60 > drawn.getpixel((size // 2, size // 2))[1]
        assert drawn.getpixel((0, 0))[3] == (255 if share else 0)
    assert "data:image/png;base64," in visitor.get("/icon.svg").text


def test_it_keeps_one_logo_which_is_nobodys(sign_in, ada, app, db, visitor):
    owner = sign_in(ada)
    for colour in ("red", "blue"):
        send_logo(owner, png(colour=colour))
    [logo] = db.session.scalars(db.select(Upload))
    assert (logo.member_id, logo.post_id, logo.loose_since) == (None, None, None)
    assert icon(visitor, "icon-192.png").getpixel((96, 96))[2] > 240
    assert len(list((app.config["INSTANCE"] / "uploads").glob("??/*.webp"))) == 1
    assert owner.post("/admin/settings/logo/removal").status_code == 303
    assert not db.session.scalars(db.select(Upload)).all()
    assert icon(visitor, "icon-192.png").getpixel((96, 8))[:3] != (0, 0, 255)


@pytest.mark.parametrize("sent", [b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"])
def test_g1_it_takes_no_logo_that_is_no_picture(sign_in, ada, db, sent):
    owner = sign_in(ada)
    send_logo(owner, BytesIO(sent))
    assert "flash--error" in owner.get("/admin/settings").text
    assert not db.session.scalars(db.select(Upload)).all()


def test_it_is_only_the_owner_who_chooses_the_logo(sign_in, emil):
    assert send_logo(sign_in(emil), png()).status_code == 403
    assert sign_in(emil).post("/admin/settings/logo/removal").status_code == 403
