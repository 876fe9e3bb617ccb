"""The start page, the pages of law, health, feeds, and what machines ask for first."""

from datetime import timedelta

from flask import Blueprint, Response, abort, jsonify, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.boards.queries import shown_boards
from app.database import now
from app.extensions import limiter
from app.home.feeds import board_feed, feed_of_all, kind_feed, topic_feed
from app.home.figures import figures_of
from app.home.health import examine
from app.home.laws import law_page
from app.home.queries import about_the_place, news_for, unread_notices
from app.home.sitemap import sitemap_of
from app.insights.wanted import wanted_of
from app.kinds import KINDS
from app.notifications.wording import icon_of, words_of
from app.site import PAGES, current_site
from app.topics.queries import page_of_topics
from app.web.addresses import whole_url
from app.web.page_memory import never_kept
from app.web.rendering import render, see_other

bp = Blueprint("home", __name__)

PAGE_NAMES = {
    "imprint": _l("Imprint"),
    "privacy": _l("Privacy"),
    "rules": _l("Rules"),
    "accessibility": _l("Accessibility"),
}
# What a search engine has no business with.
KEPT_FROM_ROBOTS = ("/admin", "/moderation", "/inbox", "/account", "/sign-in", "/sign-up", "/search", "/setup")
SECURITY_DAYS = 180
# The start page shows fewer topics than a list: what is new for the reader stands above them.
LATEST = 8
ANY_KIND = f"any({','.join(KINDS)})"


@bp.get("/")
def home():
    # First who reads: with a member's session comes the site.
    boards, before = shown_boards(), request.args.get("before")
    if current_site() is None:
        return see_other("/setup")
    kinds = tuple(sorted({board.kind for board in boards}))
    page = page_of_topics(reader=current_user, before=before, length=LATEST, kinds=kinds)
    return render("home/home.html", boards=boards, page=page, **({} if before else _sections(boards)))


def _sections(boards):
    """What stands above the latest topics on the first page."""
    if current_user.is_authenticated:
        notices = {"notices": unread_notices(current_user), "icon_of": icon_of, "words_of": words_of}
        return {"news": news_for(current_user, boards), "wanted": wanted_of(current_user), **notices}
    return {"place": about_the_place(current_user, boards), "figures": figures_of(boards)}


@bp.get(f"/<any({','.join(PAGES)}):name>")
def law(name):
    if current_site() is None:
        return see_other("/setup")
    return render("home/law.html", name=name, title=PAGE_NAMES[name], html=law_page(name))


@bp.get("/healthz")
@never_kept
@limiter.exempt
def healthz():
    """What a probe asks: 200 when all is well, else 503 and what is not."""
    found = examine()
    response = jsonify(status="ok" if all(found.values()) else "trouble", **_in_words(found))
    response.status_code = 200 if all(found.values()) else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def _in_words(found):
    return {name: "ok" if well else "not well" for name, well in found.items()}


@bp.get("/feed.atom")
def feed():
    return _answer(feed_of_all())


@bp.get(f"/<{ANY_KIND}:name>/feed.atom")
def feed_of_kind(name):
    return _answer(kind_feed(KINDS[name]))


@bp.get("/boards/<slug>/feed.atom")
def feed_of_board(slug):
    return _answer(board_feed(slug))


@bp.get(f"/<{ANY_KIND}:name>/<int:topic_id>-<slug>/feed.atom")
def feed_of_topic(name, topic_id, slug):
    return _answer(topic_feed(topic_id, KINDS[name]))


def _answer(feed):
    """The feed, or 304 when the reader has it already."""
    response = Response(feed.xml(), content_type="application/atom+xml; charset=utf-8")
    response.last_modified = feed.changed_at
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/sitemap.xml")
@never_kept
def sitemap():
    if current_site() is None:
        abort(404)
    return Response(sitemap_of(request.args.get("part", type=int)), content_type="application/xml; charset=utf-8")


@bp.get("/robots.txt")
def robots():
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEPT_FROM_ROBOTS)]
    return _plain([*lines, "", f"Sitemap: {whole_url('/sitemap.xml')}"])


@bp.get("/.well-known/security.txt")
def security():
    """Where to report a weakness (RFC 9116). Without a contact there is nothing to say."""
    site = current_site()
    if site is None or not site.contact.strip():
        abort(404)
    ends = (now() + timedelta(days=SECURITY_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
    return _plain([
        f"Contact: {_contact_address(site.contact.strip())}",
        f"Expires: {ends}",
        f"Preferred-Languages: {', '.join(dict.fromkeys((site.language, 'en')))}",
        f"Canonical: {whole_url('/.well-known/security.txt')}",
    ])


def _contact_address(contact):
    """The contact as an address; what is neither mail nor web is told on the imprint page."""
    contact = contact.split()[0]
    if contact.startswith(("https://", "mailto:", "tel:")):
        return contact
    return f"mailto:{contact}" if "@" in contact else whole_url("/imprint")


def _plain(lines):
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
