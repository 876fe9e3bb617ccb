"""Nothing that anybody types or writes brings the index down."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.search.asked import understand
from app.search.index import SearchIndex
from app.search.snippets import snippet
from tests.search.documents import document, many

ALL = {1, 2, 3, 4, 5}
ODD = [
    "", " ", '"', '""', '"""', '" "', '-"', '--', "-", '-""', '"-"', "*", "**", "a*", "?*", "-*", '"*"', "(", ")", "()",
    "AND", "OR NOT", "title:", "body:garten", "garten^9", "garten~2", "[a TO z]", "{", "garten)", "\\", "\\\\\"", "%", "_",
    "' OR 1=1 --", "1; DROP TABLE posts", "') UNION SELECT 1,2 --", "${7*7}", "{{7*7}}", "<script>alert(1)</script>",
    "\x00", "garten\x00hund", "\n\r\t", "\u202egarten", "\ufeff", "\ud800", "a\ud83d", "🐌" * 300, "ﷺ" * 100, "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "田中さんにあげて下さい", "الذكاء", "İSTANBUL", "ß", "ẞ", "ﬁnden", "x" * 10_000, "garten " * 5_000, '"' * 999, "-" * 999,
    'garten "' * 50, "kar* " * 40, "..", "../../etc/passwd", "1e309", "NaN", "٣", "²", "a\u0308" * 100, "\u0308",
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    index = SearchIndex(tmp_path_factory.mktemp("search") / "index")
    index.open_or_create()
    index.write(many(100))
    index.write(document(1000 + number, text, title=text, tags=text) for number, text in enumerate(ODD))
    return index


@pytest.mark.parametrize("number", range(len(ODD)))
def test_it_answers_what_is_odd(index, number):
    text = ODD[number]
    for asked in (text, understand(text, typing=True), f"garten {text}", f'"{text}"', f"-{text} garten"):
        hits = index.search(asked, boards=ALL)
        snippet(text, hits.terms)
    assert index.search("garten", boards=ALL).hits


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"-* gartenhund')), max_size=250))
def test_it_answers_anything(index, text):
    hits = index.search(text, boards=ALL)
    made = snippet(text, hits.terms)
    assert made.count("<") == 2 * made.count("</mark>")


def test_every_odd_post_can_be_replaced_and_deleted(index):
    index.write([document(1000 + number, "milch") for number in range(len(ODD))])
    index.write(delete=range(1000, 1000 + len(ODD)))
    assert index.pids() == set(range(1, 101))
