"""What an address of this site leads to: a text, a member, or a page that is neither. For reports of anything."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from flask import current_app, request
from sqlalchemy import select
from werkzeug.exceptions import HTTPException, NotFound

from app.accounts.models import Member
from app.extensions import db
from app.permissions import find_member, find_opening, find_post, find_topic_or_kept, find_upload
from app.posts.models import Post
from app.uploads.models import AVATAR, Upload

LONGEST = 500


@dataclass(frozen=True)
class Target:
    """A path of this site, and the post or member behind it, as far as the reader may see it."""

    path: str
    post: Post | None = None
    member: Member | None = None


def find_target(address):
    """What stands at this address, or None: elsewhere, nothing, or nothing that this reader may see."""
    path, query = _here(address.strip()[:LONGEST])
    if not path:
        return None
    try:
        endpoint, given = current_app.url_map.bind(request.host).match(path, "GET")
        return _behind(path, endpoint, given, query)
    except HTTPException:
        return None


def _here(address):
    """(path, query) of an address on this site, with or without its host."""
    parts = urlsplit(address)
    is_here = parts.scheme in ("", "http", "https") and parts.netloc in ("", request.host) and parts.path.startswith("/")
    return (parts.path, parse_qs(parts.query)) if is_here else ("", {})


def _behind(path, endpoint, given, query):
    if endpoint == "uploads.show":
        return _behind_picture(path, given["filename"])
    if "handle" in given:
        return Target(path, member=find_member(given["handle"]))
    post_id = given.get("post_id") or next((int(number) for number in query.get("post", ()) if number.isdecimal()), None)
    if post_id and len(str(post_id)) < 16:
        return Target(path, post=find_post(post_id))
    if "topic_id" in given:
        kind = given.get("kind")
        topic_id = find_topic_or_kept(given["topic_id"], kind).id if kind else given["topic_id"]
        return Target(path, post=find_opening(topic_id))
    return Target(path)


def _behind_picture(path, filename):
    """The text that shows a picture, or the member whose own it is."""
    name = filename.partition(".")[0].partition("-")[0]
    find_upload(name)
    upload = db.session.execute(select(Upload.post_id, Upload.kind, Upload.member_id).where(Upload.name == name)).first()
    if upload.kind == AVATAR:
        return Target(path, member=db.session.get(Member, upload.member_id))
    return Target(path, post=find_post(upload.post_id)) if upload.post_id else _nothing()


def _nothing():
    raise NotFound
