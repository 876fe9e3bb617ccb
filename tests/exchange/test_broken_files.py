"""A broken file is refused with file, row and reason, and changes nothing."""

import gzip
import lzma

import pytest

from tests.exchange.dumps import (
    COMMENTS,
    POSTS,
    PROPOSALS,
    REMARKS,
    table,
    without,
    write_dump,
    write_proposals,
)

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><posts><row Id="&b;"/></posts>'


def second(row):
    return [POSTS[0], row, *POSTS[2:]]


@pytest.mark.parametrize(
    ("posts", "row", "reason"),
    [
        (second(without(POSTS[1], "CreationDate")), 2, "CreationDate"),
        (second(POSTS[1] | {"CreationDate": "yesterday"}), 2, "not a date"),
        (second(POSTS[1] | {"Score": "many"}), 2, "not a number"),
        (second(POSTS[1] | {"Id": "9" * 400}), 2, "not a number"),
        (second(without(POSTS[1], "Title")), 2, "Title"),
        (second(POSTS[0]), 2, "twice"),
        (table("Posts", POSTS).replace("</posts>", ""), 6, "not sound XML"),
        (table("Posts", POSTS).replace('Id="2"', "Id=2"), 2, "not sound XML"),
        (table("Posts", POSTS).replace('<row Id="2"', '<other Id="2"'), 2, "not expected"),
        (BOMB, 1, "declares"),
        ("", 1, "not sound XML"),
    ],
)
def test_a_broken_table_changes_nothing(bring_in, tmp_path, site, count_rows, posts, row, reason):
    before = count_rows()
    result = bring_in("stackexchange", write_dump(tmp_path / "dump", Posts=posts))
    assert result.exit_code == 1
    assert f"Posts.xml, row {row}:" in result.output and reason in result.output
    assert count_rows() == before


def test_the_last_file_counts_as_much_as_the_first(bring_in, tmp_path, site, count_rows):
    before = count_rows()
    result = bring_in(
        "stackexchange", write_dump(tmp_path / "dump", Comments=[COMMENTS[0], without(COMMENTS[1], "Text")])
    )
    assert result.exit_code == 1 and "Comments.xml, row 2:" in result.output and count_rows() == before


@pytest.mark.parametrize(("pack", "suffix"), [(gzip.compress, ".gz"), (lzma.compress, ".xz")])
def test_a_packed_file_comes_in_and_a_cut_off_one_does_not(
    bring_in, tmp_path, site, count_rows, pack, suffix
):
    folder = write_dump(tmp_path / "dump")
    packed = pack(folder.joinpath("Posts.xml").read_bytes())
    folder.joinpath("Posts.xml").unlink()
    before = count_rows()
    folder.joinpath(f"Posts.xml{suffix}").write_bytes(packed[:-40])
    result = bring_in("stackexchange", folder)
    assert result.exit_code == 1 and f"Posts.xml{suffix}, row" in result.output and "cut off" in result.output
    assert count_rows() == before
    folder.joinpath(f"Posts.xml{suffix}").write_bytes(packed)
    assert bring_in("stackexchange", folder).exit_code == 0


def test_a_row_larger_than_any_text_is_refused(bring_in, tmp_path, site, monkeypatch):
    monkeypatch.setattr("app.exchange.xml_rows.LARGEST_ROW", 100_000)
    rows = [POSTS[0] | {"Body": "x" * 300_000}]
    assert (
        "larger than any text" in bring_in("stackexchange", write_dump(tmp_path / "dump", Posts=rows)).output
    )


def test_a_missing_file_and_a_packed_archive_are_named(bring_in, tmp_path, site):
    folder = write_dump(tmp_path / "dump")
    folder.joinpath("Users.xml").unlink()
    assert "Users.xml" in bring_in("stackexchange", folder).output
    archive = tmp_path / "beer.7z"
    archive.write_bytes(b"7z")
    assert "unpack" in bring_in("stackexchange", archive).output
    assert bring_in("stackexchange", tmp_path / "nowhere").exit_code == 1


@pytest.mark.parametrize(
    ("proposals", "comments", "place"),
    [
        ([PROPOSALS[0], "{not json"], REMARKS, "proposals.jsonl, row 2:"),
        ([PROPOSALS[0], "[1]"], REMARKS, "proposals.jsonl, row 2:"),
        ([without(PROPOSALS[0], "title")], REMARKS, "proposals.jsonl, row 1:"),
        ([PROPOSALS[0] | {"created_at": "2016/13/45"}], REMARKS, "proposals.jsonl, row 1:"),
        ([PROPOSALS[0] | {"total_votes": -1}], REMARKS, "proposals.jsonl, row 1:"),
        ([PROPOSALS[0] | {"total_votes": True}], REMARKS, "proposals.jsonl, row 1:"),
        ([PROPOSALS[0] | {"author": "me"}], REMARKS, "proposals.jsonl, row 1:"),
        (PROPOSALS, [REMARKS[1], REMARKS[1]], "comments.jsonl, row 2:"),
        (PROPOSALS, [REMARKS[1] | {"ancestry": "a/b"}], "comments.jsonl, row 1:"),
        (PROPOSALS, [REMARKS[1] | {"body": 7}], "comments.jsonl, row 1:"),
    ],
)
def test_a_broken_line_changes_nothing(bring_in, tmp_path, site, count_rows, proposals, comments, place):
    before = count_rows()
    result = bring_in("decidim", write_proposals(tmp_path / "city", proposals, comments))
    assert result.exit_code == 1 and place in result.output and count_rows() == before
