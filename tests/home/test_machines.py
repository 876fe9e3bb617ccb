"""robots.txt, the sitemap and security.txt."""

from xml.etree import ElementTree as ET

from app.home import sitemap
from app.site import Site
from tests.factories import make_board
from tests.factories import make_topic as topic_in

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def addresses(answer):
    assert answer.status_code == 200
    return [loc.text for loc in ET.fromstring(answer.data).iter(LOC)]


def test_it_names_the_sitemap_and_what_to_leave_alone(visitor):
    text = visitor.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /admin" in text


def test_d2_the_sitemap_holds_what_visitors_may_see(sign_in, emil, ben, cleo, boards):
    seen = topic_in(boards["ideas"], ben, "For all")
    topic_in(boards["ideas"], cleo, "Held")
    topic_in(make_board("ideas", "Inner", audience="members"), ben, "For members")
    found = addresses(sign_in(emil).get("/sitemap.xml"))
    assert f"http://localhost{seen.url}" in found
    assert "http://localhost/boards/ideas" in found
    assert not [address for address in found if "held" in address or "for-members" in address or "inner" in address]


def test_the_sitemap_comes_in_parts_when_it_is_long(visitor, ben, boards, monkeypatch):
    monkeypatch.setattr(sitemap, "PART", 2)
    topics = [topic_in(boards["ideas"], ben, f"Idea {n}") for n in range(5)]
    parts = addresses(visitor.get("/sitemap.xml"))
    assert parts == [f"http://localhost/sitemap.xml?part={n}" for n in (1, 2, 3)]
    found = [address for part in parts for address in addresses(visitor.get(part.removeprefix("http://localhost")))]
    assert {f"http://localhost{topic.url}" for topic in topics} <= set(found)
    assert len(found) == len(set(found))
    assert visitor.get("/sitemap.xml?part=9").status_code == 404
    assert visitor.get("/sitemap.xml?part=-1").status_code == 404


def test_o9_it_says_where_to_report_a_weakness(visitor, db):
    assert visitor.get("/.well-known/security.txt").status_code == 404
    db.session.get(Site, 1).contact = "owner@example.org"
    db.session.commit()
    text = visitor.get("/.well-known/security.txt").text
    assert "Contact: mailto:owner@example.org" in text
    assert "Expires: " in text
