"""Fill an instance with the corpus: 200 members, 20 boards, 2,000 topics, 40,000 posts (times --times).

    EARSHOT_INSTANCE=/tmp/bench python -m bench.fill [--times 10] [--topics 20]

Counters are set by `recount`, the index by `rebuild`. The first 16 members are signed in: sessions.txt of the
instance holds the values of their cookie `member`.
"""

import argparse
from datetime import UTC, datetime
from itertools import islice

from bench import corpus

SIGNED_IN = 16


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--topics", type=int, help="only so many of each copy")
    chosen = parser.parse_args()
    from app import create_app

    app = create_app({"WORKER": False})
    with app.app_context():
        fill(app, chosen.times, chosen.topics)


def fill(app, times, most_topics=None):
    """Write the corpus `times` over; the last copy's topic 0 is /discussions/1."""
    from app.database import gather_statistics
    from app.extensions import db
    from app.migrating import migrate
    from app.recounting import recount

    migrate(app)
    people, boards = start_site(db)
    topic_id = post_id = 0
    for copy in range(times):
        topics, posts = [], []
        for item in islice(corpus.topics(), most_topics):
            topic_id += 1
            row, texts = rows(item, topic_id, post_id, boards, people, copy)
            post_id += len(texts)
            topics.append(row)
            posts += texts
        write(db, topics, posts)
        print(f"copy {copy + 1}: {post_id} posts", flush=True)
    recount()
    gather_statistics(db.session.connection())
    db.session.commit()
    sign_in(app, people[:SIGNED_IN])
    db.session.remove()
    build_index()


def sign_in(app, members):
    """Open a session for each of these members and keep the cookies' values beside the database.

    The team knows them: they will write more in a second than the rules let anybody else write in five minutes.
    """
    from app.accounts.models import start_session
    from app.database import now
    from app.extensions import db

    tokens = [start_session(member) for member in members]
    for member in members:
        member.trusted_at = now()
    db.session.commit()
    (app.config["INSTANCE"] / "sessions.txt").write_text("\n".join(tokens))


def build_index():
    """The search index of everything, as `earshot reindex` builds it."""
    from app.search.reader import rebuild

    for _done in rebuild():
        pass


def start_site(db):
    """The site, the corpus's members (one password hash for all would be cheating: they share a fast one)."""
    from app.accounts.models import sign_up
    from app.accounts.passwords import hash_password
    from app.boards.models import open_board
    from app.site import open_site

    open_site("Bench", language="en", imprint="x", privacy="x", rules="x")
    people = [sign_up(u["name"], email=u["email"], role="member") for u in corpus.users()]
    people[0].password_hash = hash_password(next(corpus.users())["password"])
    boards = [open_board(b["name"], "discussions", description=b["description"]) for b in corpus.boards()]
    db.session.commit()
    return people, boards


def rows(item, topic_id, post_id, boards, people, copy):
    """The rows of one topic and its posts for bulk inserts."""
    from app.posts.models import RENDERER_VERSION
    from app.web.slugs import slugify
    from app.web.text import excerpt, render_markdown

    at = [datetime.fromtimestamp(p["time"] + copy, UTC) for p in item["posts"]]
    authors = [people[p["user"]].id for p in item["posts"]]
    first = item["posts"][0]["body"]
    topic = {
        "id": topic_id,
        "board_id": boards[item["board"]].id,
        "author_id": authors[0],
        "title": item["title"],
        "slug": slugify(item["title"]),
        "excerpt": excerpt(first),
        "language": "en",
        "created_at": at[0],
        "last_activity_at": at[-1],
    }
    texts = [
        {
            "id": post_id + n + 1,
            "topic_id": topic_id,
            "author_id": authors[n],
            "is_opening": n == 0,
            "body": p["body"],
            "html": rendered(p["body"], render_markdown),
            "renderer_version": RENDERER_VERSION,
            "language": "en",
            "created_at": at[n],
        }
        for n, p in enumerate(item["posts"])
    ]
    return topic, texts


_known = {}


def rendered(body, render_markdown):
    """The HTML of a body; copies of the corpus share it."""
    if body not in _known:
        _known[body] = render_markdown(body).html
    return _known[body]


def write(db, topics, posts):
    from app.posts.models import Post
    from app.topics.models import Topic

    db.session.execute(db.insert(Topic), topics)
    for start in range(0, len(posts), 5000):
        db.session.execute(db.insert(Post), posts[start : start + 5000])
    db.session.commit()


if __name__ == "__main__":
    main()
