"""The style sheets, the script and the sprites: served packed, for a year, and never guessed."""

import gzip
import shutil

import pytest
from flask import Flask

from app.web.assets import STATIC, register_assets


def small_app(folder=STATIC):
    app = Flask("small", static_folder=None)
    register_assets(app, folder)
    return app


def address(app, name):
    with app.app_context():
        return app.jinja_env.globals["asset"](name)


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("app.css", "text/css; charset=utf-8"),
        ("rooms.css", "text/css; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("start.js", "text/javascript; charset=utf-8"),
        ("icons.svg", "image/svg+xml; charset=utf-8"),
        ("icons-members.svg", "image/svg+xml; charset=utf-8"),
        ("favicon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_it_serves_each_asset_for_a_year(name, content_type):
    app = small_app()
    response = app.test_client().get(address(app, name))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in response.headers


def test_it_packs_for_those_who_unpack():
    app = small_app()
    plain = app.test_client().get(address(app, "app.css"))
    packed = app.test_client().get(address(app, "app.css"), headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_it_answers_not_modified():
    app = small_app()
    url = address(app, "app.js")
    etag = app.test_client().get(url).headers["ETag"]
    assert app.test_client().get(url, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("path", ["app.css", "app-0000.css", "icons.svg", "..%2Fcss%2Ftokens.css", "tokens.css"])
def test_it_serves_nothing_else(path):
    assert small_app().test_client().get(f"/assets/{path}").status_code == 404


def test_it_is_open_to_everyone():
    assert small_app().view_functions["assets.show"].is_public


def test_it_refuses_to_start_with_an_unlisted_or_missing_style(tmp_path):
    folder = shutil.copytree(STATIC, tmp_path / "static")
    (folder / "css" / "stray.css").write_text("")
    with pytest.raises(RuntimeError, match="stray"):
        small_app(folder)
    (folder / "css" / "stray.css").unlink()
    (folder / "css" / "post.css").unlink()
    with pytest.raises(RuntimeError, match="post"):
        small_app(folder)


def test_it_changes_the_address_with_the_content_while_we_work(tmp_path):
    folder = shutil.copytree(STATIC, tmp_path / "static")
    app = small_app(folder)
    app.debug = True
    before = address(app, "app.css")
    (folder / "css" / "utilities.css").write_text("@layer utilities { .visually-hidden { opacity: 0; } }")
    after = address(app, "app.css")
    assert after != before
    assert b"opacity:" in app.test_client().get(after).data.replace(b": ", b":")


def test_it_asks_for_an_icon_where_it_is_drawn_now(tmp_path):
    folder = shutil.copytree(STATIC, tmp_path / "static")
    app = small_app(folder)
    app.debug = True
    with app.app_context():
        sprite_of = app.jinja_env.globals["sprite_of"]
        assert "/icons-members-" in sprite_of("pencil") and "/icons-" in sprite_of("house") != sprite_of("pencil")
        before = sprite_of("pencil")
        (folder / "icons-members.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><symbol id="pencil"/></svg>')
        after = sprite_of("pencil")
    assert after != before and app.test_client().get(after).status_code == 200


def test_it_keeps_each_element_in_a_scope_of_its_own():
    app = small_app()
    script = app.test_client().get(address(app, "app.js")).get_data(as_text=True)
    assert script.startswith("var htmx=")
    assert script.count('(() => {\n"use strict";') == len(list((STATIC / "js" / "elements").glob("*.js")))
