"""Small exports as the other systems write them, to be bent by the tests."""

import json
from xml.sax.saxutils import quoteattr

POSTS = [
    {
        "Id": 1,
        "PostTypeId": 1,
        "AcceptedAnswerId": 3,
        "CreationDate": "2014-01-21T20:26:05.383",
        "Score": 2,
        "Body": "<p>Why is it <em>flat</em>?</p>",
        "OwnerUserId": 7,
        "LastEditDate": "2014-01-22T10:00:00.000",
        "Title": "Why is my beer flat?",
        "Tags": "<hops><storage>",
        "ClosedDate": "2015-02-01T00:00:00.000",
    },
    {
        "Id": 2,
        "PostTypeId": 1,
        "CreationDate": "2014-02-01T08:00:00.000",
        "Score": 0,
        "Body": "<p>And mine?</p>",
        "Title": "Flat as well",
        "Tags": "|storage|",
        "OwnerDisplayName": "user12",
    },
    {
        "Id": 3,
        "PostTypeId": 2,
        "ParentId": 1,
        "CreationDate": "2014-01-21T21:00:00.000",
        "Score": 0,
        "Body": "<p>It is old.</p>",
        "OwnerUserId": 8,
    },
    {
        "Id": 4,
        "PostTypeId": 5,
        "CreationDate": "2014-01-21T21:00:00.000",
        "Score": 0,
        "Body": "A tag's page.",
    },
    {
        "Id": 5,
        "PostTypeId": 2,
        "ParentId": 99,
        "CreationDate": "2014-01-21T21:00:00.000",
        "Score": 0,
        "Body": "?",
    },
]
USERS = [
    {"Id": -1, "CreationDate": "2014-01-01T00:00:00.000", "DisplayName": "Community"},
    {"Id": 7, "CreationDate": "2014-01-01T00:00:00.000", "DisplayName": "Jeff"},
    {"Id": 8, "CreationDate": "2014-01-02T00:00:00.000", "DisplayName": "Jeff"},
    {"Id": 9, "CreationDate": "2014-01-02T00:00:00.000", "DisplayName": "Reader"},
]
COMMENTS = [
    {
        "Id": 1,
        "PostId": 1,
        "Score": 3,
        "Text": "See *this* [page](http://a.org/b).",
        "CreationDate": "2014-01-21T22:00:00.000",
        "UserId": 8,
    },
    {"Id": 2, "PostId": 3, "Score": 0, "Text": "Thank you", "CreationDate": "2014-01-23T22:00:00.000"},
    {
        "Id": 3,
        "PostId": 77,
        "Score": 0,
        "Text": "Lost",
        "CreationDate": "2014-01-23T22:00:00.000",
        "UserId": 7,
    },
]
VOTES = [
    {"Id": id, "PostId": post, "VoteTypeId": kind, "CreationDate": "2014-01-22T00:00:00.000"}
    for id, (post, kind) in enumerate(
        [(1, 2), (1, 2), (1, 2), (1, 3), (3, 2), (3, 3), (3, 1), (88, 2), (4, 2), (1, 5)]
    )
]
LINKS = [
    {"Id": 1, "CreationDate": "2014-02-02T00:00:00.000", "PostId": 2, "RelatedPostId": 1, "LinkTypeId": 3},
    {"Id": 2, "CreationDate": "2014-02-02T00:00:00.000", "PostId": 2, "RelatedPostId": 66, "LinkTypeId": 1},
]
TABLES = {"Posts": POSTS, "Users": USERS, "Comments": COMMENTS, "Votes": VOTES, "PostLinks": LINKS}

PROPOSALS = [
    {
        "id": 4,
        "title": "More trees",
        "summary": "One line.\n\nAnother.",
        "status": "accepted",
        "total_votes": 26,
        "created_at": "22/01/2016",
        "author": {"id": 1, "name": "City"},
        "category": {"id": 1, "name": "Green"},
        "subcategory": None,
        "district": {"id": 6, "name": "Gràcia"},
    },
    {
        "id": 5,
        "title": "Fewer trees",
        "summary": "No.",
        "status": "rejected",
        "total_votes": 0,
        "author": None,
        "created_at": "23/01/2016",
    },
    {
        "id": 6,
        "title": "Other trees",
        "summary": "Hm.",
        "status": None,
        "total_votes": 1,
        "author": None,
        "created_at": "23/01/2016",
    },
]
REMARKS = [
    {
        "id": 30,
        "commentable_id": 4,
        "ancestry": "10/20",
        "author": {"id": 1, "name": "City"},
        "body": "<p>c</p>",
        "created_at": "03/02/2016 10:00:00",
        "total_likes": 0,
        "total_dislikes": 2,
    },
    {
        "id": 10,
        "commentable_id": 4,
        "ancestry": None,
        "author": {"id": 2, "name": "participant-2"},
        "body": "<p>a</p>",
        "created_at": "01/02/2016 10:00:00",
        "total_likes": 5,
        "total_dislikes": 1,
    },
    {
        "id": 20,
        "commentable_id": 4,
        "ancestry": "10",
        "author": {"id": 1, "name": "City"},
        "body": "<p>b</p>",
        "created_at": "02/02/2016 10:00:00",
    },
    {
        "id": 40,
        "commentable_id": 999,
        "ancestry": None,
        "author": None,
        "body": "<p>lost</p>",
        "created_at": "02/02/2016 10:00:00",
    },
]


def write_dump(folder, **tables):
    """A Stack Exchange dump; name a table to replace its rows, or give it as text to break it."""
    folder.mkdir(exist_ok=True)
    for name, rows in (TABLES | tables).items():
        text = rows if isinstance(rows, str) else table(name, rows)
        (folder / f"{name}.xml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    return folder


def table(name, rows):
    lines = (
        "  <row " + " ".join(f"{key}={quoteattr(str(value))}" for key, value in row.items()) + " />"
        for row in rows
    )
    root = name.lower()
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>\n' + "\n".join(lines) + f"\n</{root}>"


def write_proposals(folder, proposals=PROPOSALS, comments=REMARKS):
    folder.mkdir(exist_ok=True)
    for name, rows in (("proposals", proposals), ("comments", comments)):
        lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
    return folder


def without(row, name):
    return {key: value for key, value in row.items() if key != name}
