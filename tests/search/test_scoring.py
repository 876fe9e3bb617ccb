"""Our scores against Whoosh's own searcher over the same files."""

import pytest

from app.search.analysis import query_terms
from app.search.index import SearchIndex
from app.search.scoring import FIELD_BOOSTS, K1, B, Cache
from tests.search.documents import NOW, document, many, pids

BOARDS = {1, 2, 3, 4, 5}
QUESTIONS = ["garten", "preis", "farbe wunsch", "hund katze milch", "server plugin", "kasse laden preis", "brot"]


@pytest.fixture
def index(tmp_path):
    index = SearchIndex(tmp_path / "index", recency=0)
    index.open_or_create()
    for first in (1, 1001, 2001):
        index.write(many(1000, seed=first, first=first))
    index.write(delete=range(1, 3000, 7))
    return index


def whoosh_best(index, question, limit=10):
    from whoosh import query
    from whoosh.index import open_dir
    from whoosh.scoring import BM25F

    groups = [
        query.Or([query.Term(name, term, boost=boost) for term in group for name, boost in FIELD_BOOSTS.items()])
        for group in query_terms(question)
    ]
    with open_dir(str(index.folder.path)).searcher(weighting=BM25F(B=B, K1=K1)) as searcher:
        numbers = searcher.reader().column_reader("pid")
        found = searcher.search(query.And(groups), limit=limit)
        return [(numbers[hit.docnum], hit.score) for hit in found]


def test_it_finds_what_whoosh_finds(index):
    alike = []
    for question in QUESTIONS:
        ours = pids(index.search(question, boards=BOARDS, limit=10))
        theirs = [pid for pid, _ in whoosh_best(index, question)]
        assert len(ours) == len(theirs) > 0
        alike.append(len(set(ours) & set(theirs)) / len(theirs))
    assert sum(alike) / len(alike) >= 0.95


def test_its_scores_are_whooshs_scores(index):
    for question in QUESTIONS:
        best = index.search(question, boards=BOARDS, limit=1).hits[0]
        assert best.score == pytest.approx(whoosh_best(index, question)[0][1], rel=0.03)


def test_a_new_post_stands_before_an_old_one(tmp_path):
    index = SearchIndex(tmp_path / "index")
    index.open_or_create()
    index.write([document(1, "neue milch", ts=NOW - 10**8), document(2, "neue milch", ts=NOW)])
    assert pids(index.search("milch", boards=BOARDS)) == [2, 1]


def test_a_title_counts_more_than_a_body(tmp_path):
    index = SearchIndex(tmp_path / "index")
    index.open_or_create()
    index.write([document(1, "milch"), document(2, "brot", title="Milch", opening=True)])
    assert pids(index.search("milch", boards=BOARDS)) == [2, 1]


def test_it_takes_merged_segments_for_the_same_posts(tmp_path):
    whole, pieces = SearchIndex(tmp_path / "whole", recency=0), SearchIndex(tmp_path / "pieces", recency=0)
    documents = list(many(400, topics=90))
    for index in (whole, pieces):
        index.open_or_create()
    whole.write(documents)
    for start in range(0, 400, 20):
        pieces.write(documents[start : start + 20])
    assert len(list(pieces.folder.path.glob("*.trm"))) < 10
    for question in QUESTIONS:
        one, other = (index.search(question, boards=BOARDS) for index in (whole, pieces))
        assert [round(hit.score, 3) for hit in one.hits] == [round(hit.score, 3) for hit in other.hits]
        assert one.matching == other.matching


def test_the_cache_forgets_what_was_not_used():
    cache = Cache(3000)
    for number in range(10):
        cache.get(number, lambda: ("value", 400))
    assert cache.size <= 3000
    assert cache.get(9, lambda: ("made again", 0)) == "value"
    assert cache.get(0, lambda: ("made again", 0)) == "made again"
