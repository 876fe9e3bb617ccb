"""What attackers type: SQL (security E5), header and log injection (E6), and letters that deceive (E8)."""

import json
import logging
import unicodedata

import pytest

from app.accounts.models import Member, SignIn
from app.boards.models import MEMBERS
from app.extensions import db
from app.notifications.models import Mail
from app.topics.models import Topic
from tests import factories
from tests.access_matrix import MATRIX
from tests.conftest import Browser
from tests.data import data
from tests.rounds import THOROUGH, share
from tests.world import address_of, build_world

SECRET = "Zanzibar"
PARAMETERS = (
    *("after", "author", "before", "board", "kind", "language", "next", "outcome", "page", "part", "post", "q"),
    *("role", "sort", "source", "state", "status", "tag", "title", "token"),
)
ODD = (
    *("", " ", "0", "-1", "1.5", "1e400", "nan", "inf", "-inf", "9" * 18, "9" * 30, "-" + "9" * 30, "0x10", "１２", "٣", "²"),
    *("\x00", "a\x00b", "%00", "%", "%s", "%(x)s", "{}", "{{7*7}}", "{% raw %}", "${7*7}", "'", '"', "\\", "`", ";", "--", "/*"),
    *("1_1", "1_x", "x_1", "_", "__", "1_1_1", "1_" + "9" * 30, "9" * 30 + "_1", "nan_1", "inf_1", "-1_-1", "1__1", "null_1"),
    *("\ud7ff", "\uffff", "\U0010ffff", "\u202e", "e\u0301", "ﷺ" * 50, "a" * 5000, "../../etc/passwd", "a\r\nSet-Cookie: x=1"),
    *("True", "None", "null", "undefined", "[]", "[1]", "1 OR 1=1", "1); DROP TABLE members; --", "' UNION SELECT 1,2,3 --"),
)
SQL = (
    *("' OR '1'='1", "' OR 1=1 --", '" OR ""="', "') OR ('1'='1", "1' ORDER BY 99 --", "' UNION SELECT name FROM sqlite_master --"),
    *("'; DELETE FROM posts; --", "1 AND (SELECT count(*) FROM members) > 0", "%' OR state='held' OR title LIKE '%", "_%", "\\' OR 1=1 --"),
    *("' || (SELECT password_hash FROM members LIMIT 1) || '", "0x27204f5220313d31", "' AND randomblob(1) --", "pg_sleep(9)", "*", "a*", "(("),
)


SOME = share((*ODD, *SQL), of=8)


def corpus():
    """Every fortieth line of the collections, where they are there."""
    try:
        files = sorted(data("security/sqli").glob("*.txt"))
    except pytest.skip.Exception:
        return []
    lines = [line for file in files for line in file.read_text("utf-8", "replace").splitlines() if line.strip()]
    return lines[::40]


@pytest.fixture
def place(people):
    """The samples, and a topic that only members may see."""
    world = build_world(people)
    inner = factories.make_board("discussions", "Inner room", audience=MEMBERS)
    factories.make_topic(inner, people.gus, f"{SECRET} plan", f"The {SECRET} plan.", tags=["sampled"])
    return world


def counted():
    tables = db.metadata.sorted_tables
    return {table.name: db.session.scalar(db.select(db.func.count()).select_from(table)) for table in tables}


@pytest.mark.parametrize("who", ["visitor", "ada"])
def test_e5_no_parameter_breaks_a_page(app, people, place, who):
    browser = Browser(app, None if who == "visitor" else people.ada)
    before = counted()
    step = (4 if who == "visitor" else 12) * (1 if THOROUGH else 2)
    paths = dict.fromkeys(address_of(app, line, place)[1] for line in MATRIX if line[0].startswith("GET "))
    for path in paths:
        for n in range(len(path) % step, len(ODD), step):
            # All parameters at once, each with another value, so that all addresses together meet all of them.
            given = {name: ODD[(n + shift) % len(ODD)] for shift, name in enumerate(PARAMETERS)}
            answer = browser.get(path, query_string=given)
            assert answer.status_code < 500 or path == "/healthz", f"{path} {given}"
            assert "Set-Cookie: x" not in str(answer.headers)
            if who == "visitor" and answer.mimetype.startswith("text/"):
                assert SECRET not in answer.text, f"{path} {given}"
    db.session.rollback()
    assert counted() == before


LISTS = {
    "/": ("before",),
    "/discussions": ("sort", "board", "tag", "before"),
    "/ideas": ("status", "sort", "before"),
    "/listened": ("outcome", "before"),
    "/boards/sample-discussions": ("sort", "before"),
    "/search": ("q", "kind", "board", "author", "page"),
    "/members/gus": ("before",),
    "/log": ("before",),
    "/sitemap.xml": ("part",),
}
BEHIND = {
    "/inbox": ("before",),
    "/moderation": ("after",),
    "/moderation/log": ("before",),
    "/admin/members": ("q", "role", "before"),
    "/admin/mail": ("state", "before"),
    "/polls/new": ("board", "title"),
    "/announcements/new": ("source", "outcome"),
}


@pytest.mark.parametrize("path", LISTS)
def test_e5_no_list_shows_more_for_a_clever_word(app, place, path):
    browser = Browser(app)
    for n, name in enumerate(LISTS[path], start=len(path)):
        for value in share((*ODD, *SQL, *corpus()), of=9, start=n):
            answer = browser.get(path, query_string={name: value})
            assert answer.status_code < 500, f"{name}={value}"
            assert SECRET not in answer.text, f"{name}={value}"


@pytest.mark.parametrize("path", BEHIND)
def test_e5_nor_does_one_behind_the_counter_break(app, people, place, path):
    browser = Browser(app, people.ada)
    for name in BEHIND[path]:
        for value in SOME:
            assert browser.get(path, query_string={name: value}).status_code < 500, f"{name}={value}"


PLACES = (
    *("/boards/{}", "/tags/{}", "/members/{}", "/discussions/{}", "/discussions/1-{}", "/posts/{}", "/reset/{}"),
    *("/invitation/{}", "/account/email/{}", "/assets/{}", "/boards/{}/feed.atom", "/{}/feed.atom", "/{}", "/uploads/{}"),
)


@pytest.mark.parametrize("place_in_path", PLACES)
def test_e5_no_address_breaks(app, site, place_in_path):
    from urllib.parse import quote

    browser = Browser(app)
    for value in SOME:
        path = place_in_path.format(quote(value, safe=""))
        assert browser.get(path).status_code < 500, path


@pytest.mark.parametrize("path", ["/discussions/{}", "/posts/{}", "/posts/{}/history", "/moderation/cases/{}", "/admin/groups/{}"])
def test_e5_a_number_no_database_knows_is_not_found(app, people, path):
    browser = Browser(app, people.ada)
    for number in (0, 2**31, 2**63 - 1, 2**63, 10**40):
        assert browser.get(path.format(number)).status_code == 404
    assert browser.post(f"/posts/{10**40}/vote", {"on": "1"}).status_code in (400, 404)


def test_e5_nobody_is_let_in_by_a_clever_name(app, people):
    for value in share((*SQL, *ODD, *corpus()), of=4):
        answer = Browser(app).post("/sign-in", {"name": value, "password": value})
        assert answer.status_code == 422, value
    assert not db.session.scalars(db.select(SignIn)).all()


@pytest.mark.parametrize("field", ["board", "title", "body", "tags", "version", "form_key", "csrf_token"])
def test_e5_no_field_of_a_topic_breaks_its_form(app, people, boards, field):
    form = {"board": "discussions", "title": "A longer counter", "body": "It is crowded.", "tags": "a", "version": "1"}
    topic = factories.make_topic(boards["discussions"], people.ben)
    id, browser = topic.id, Browser(app, people.ben)
    for value in share((*ODD, *SQL), of=8, start=len(field)):
        for path in ("/discussions/new", f"/topics/{id}/edit"):
            answer = browser.post(path, {**form, field: value}, token=field != "csrf_token")
            assert answer.status_code in (200, 303, 400, 409, 422), f"{path} {field}={value!r}: {answer.status_code}"


FIELDS = {
    "/posts/{reply}/edit": ("version", "body"),
    "/posts/{reply}/report": ("reason", "note"),
    "/topics/{discussion}/board": ("board",),
    "/questions/{question}/duplicate": ("kept",),
    "/ideas/{idea}/status": ("status", "reason"),
    "/polls/{poll}/ballot": ("option",),
    "/moderation/cases/{case}/decision": ("act", "rule", "because"),
    "/account": ("name", "language", "theme", "about"),
    "/admin/members/gus/role": ("role",),
    "/admin/groups": ("name", "ends_on"),
    "/admin/synonyms": ("words",),
    "/admin/synonyms/missed": ("word", "other"),
    "/search/missed": ("q",),
    "/admin/boards/new": ("kind", "audience", "group_id", "position", "name"),
    "/admin/settings": ("timezone", "accent_hue", "language", "name"),
    "/language": ("language",),
    "/theme": ("theme",),
    "/forgotten": ("name",),
}


@pytest.mark.parametrize("path", FIELDS)
def test_e5_no_field_breaks_a_form(app, people, place, path):
    browser = Browser(app, people.ada)
    for n, name in enumerate(FIELDS[path]):
        for value in share((*ODD, *SQL), of=9, start=n + len(path)):
            answer = browser.post(path.format(**vars(place)), {name: value})
            assert answer.status_code < 500, f"{name}={value!r}"


# --- E6 --------------------------------------------------------------------------------------------------

BREAKS = ("\r\nX-Evil: 1", "\nX-Evil: 1", "\rX-Evil: 1", "\x00", "\u2028X-Evil: 1", "\u2029", "\x85", "%0d%0aX-Evil:%201")


@pytest.mark.parametrize("evil", BREAKS)
def test_e6_nothing_typed_makes_a_header(app, people, place, evil):
    browser = Browser(app, people.ben)
    answers = [
        browser.get("/sign-in", query_string={"next": f"/ideas{evil}"}),
        browser.get(f"/discussions/{place.discussion}", query_string={"x": evil}),
        browser.post("/language", {"language": f"de{evil}"}),
        browser.post("/theme", {"theme": "dark"}, headers={"Referer": "http://localhost/ideas?x=" + evil.strip("\r\n\x00\x85")}),
    ]
    if not set(evil) & set("\r\n"):
        answers.append(browser.get("/ideas", headers={"HX-Target": f"div#{evil}", "HX-Request": "true"}))
    for answer in answers:
        assert "X-Evil" not in answer.headers
        assert answer.status_code < 500
        assert not [value for value in answer.headers.values() if set(value) & set("\r\n\x00")]


def test_e6_no_letter_gets_a_header_from_a_title(app, people):
    from app.notifications.mail import one_line, write_mail

    for evil in BREAKS[:-1]:
        write_mail(f"x:{evil!r}", "ben@example.org", f"Hello{evil}Bcc: all@example.org", "text")
    db.session.commit()
    for subject in db.session.scalars(db.select(Mail.subject)):
        assert subject == one_line(subject) and not set(subject) & set("\r\n\x00\u2028\u2029\x85")
    for evil in BREAKS[:-1]:
        with pytest.raises(ValueError):
            write_mail("y", f"ben@example.org{evil}", "Hello", "text")


def test_e6_no_sign_in_makes_a_line_in_the_log(app, site, caplog):
    caplog.set_level(logging.INFO)
    for evil in BREAKS:
        Browser(app).post("/sign-in", {"name": f"ben{evil}", "password": f"secret-word{evil}"})
    said = [record.getMessage() for record in caplog.records if record.name == "earshot.sign_in"]
    assert len(said) == len(BREAKS)
    assert all(json.loads(line) for line in said)
    everything = "\n".join(record.getMessage() for record in caplog.records)
    assert "X-Evil" not in everything and "secret-word" not in everything


def test_i3_no_log_line_tells_a_secret(app, people, place, caplog):
    caplog.set_level(logging.DEBUG)
    browser = Browser(app, people.ben)
    browser.get(f"/reset/{place.reset_token}")
    browser.post(f"/reset/{place.reset_token}", {"new_password": "a long planted secret"})
    browser.post("/account/password", {"password": "a planted secret", "new_password": "another planted secret"})
    browser.post(f"/topics/{place.discussion}/posts", {"body": "A planted secret in a text."})
    cookie = browser.client.get_cookie("member", domain="localhost")
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "planted" not in said and place.reset_token not in said
    assert cookie is None or cookie.value not in said


# --- E8 --------------------------------------------------------------------------------------------------


def test_e8_titles_are_stored_in_one_form_without_what_deceives(people, boards, sign_in):
    title = unicodedata.normalize("NFD", "Müsli für alle") + "\u202e\x07 \x00heute"
    answer = sign_in(people.ben).post("/discussions/new", {"board": "discussions", "title": title, "body": "Gern."})
    assert answer.status_code == 303
    assert db.session.scalars(db.select(Topic.title)).one() == "Müsli für alle heute"


@pytest.mark.parametrize("nothing", ["\u200b" * 8, "\u2060" * 8, "\u3164" * 8, "\u00ad" * 8, "\u2800" * 8, " " * 8, "\ufeff" * 8])
def test_e8_what_nobody_can_see_is_no_text_and_no_title(people, boards, sign_in, nothing):
    form = {"board": "discussions", "title": "A longer counter", "body": "It is crowded."}
    browser = sign_in(people.ben)
    for field in ("title", "body"):
        assert browser.post("/discussions/new", {**form, field: nothing}).status_code == 422, field
    topic = factories.make_topic(boards["discussions"], people.gus)
    assert browser.post(f"/topics/{topic.id}/posts", {"body": nothing}).status_code == 422


@pytest.mark.parametrize("name", ["Вen", "Bеn", "BEN", "B\u200ben", "Ｂｅｎ", "ben\u202e"])
def test_e8_nobody_can_be_called_like_somebody_else(people, sign_in, name):
    profile = {"name": name, "about": "", "language": "", "theme": "auto"}
    sign_in(people.gus).post("/account", profile)
    kept = db.session.get(Member, people.gus.id).name
    assert kept == "Gus"


def test_e8_tags_and_names_of_groups_are_one_form_too(people, boards, sign_in):
    composed, apart = "Müsli", unicodedata.normalize("NFD", "Müsli")
    form = {"board": "discussions", "title": "A longer counter", "body": "It is crowded.", "tags": apart}
    sign_in(people.ben).post("/discussions/new", form)
    assert db.session.scalars(db.select(Topic)).one().tag_names == [composed]
