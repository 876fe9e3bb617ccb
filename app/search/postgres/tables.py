"""The schema that holds the index in PostgreSQL: posts as the terms of our own analysis, and which words there are.

Its own file, and no models: like the folder of the other engine it is a cache that is thrown away and made anew, so it
lies in a schema of its own, beside the house's tables and their migrations.
"""

from sqlalchemy import text

SCHEMA = "earshot_search"
VERSION = "1"

MAKE = """
CREATE SCHEMA {schema};
CREATE TABLE $about (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    identity text NOT NULL,
    version text NOT NULL,
    round jsonb NOT NULL DEFAULT '{{}}',
    posts bigint NOT NULL DEFAULT 0,
    title bigint NOT NULL DEFAULT 0,
    tags bigint NOT NULL DEFAULT 0,
    body bigint NOT NULL DEFAULT 0
);
CREATE TABLE $posts (
    id integer PRIMARY KEY,
    topic integer NOT NULL,
    board integer NOT NULL,
    kind text NOT NULL,
    author integer NOT NULL,
    ts bigint NOT NULL,
    language text,
    title integer NOT NULL,
    tags integer NOT NULL,
    body integer NOT NULL,
    terms tsvector NOT NULL
);
CREATE INDEX posts_terms ON $posts USING gin (terms) WITH (fastupdate = off);
CREATE TABLE $words (
    word text COLLATE "C" PRIMARY KEY,
    title integer NOT NULL,
    tags integer NOT NULL,
    body integer NOT NULL
);
CREATE TABLE $grams (
    gram text COLLATE "C",
    word text COLLATE "C",
    PRIMARY KEY (gram, word)
)
"""

# PostgreSQL takes reading terms for cheap, and would rather read all of them than look into the index.
PLAN = "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)"
LOOK = "SELECT id FROM $posts, $words AS words, $grams AS grams WHERE terms @@ CAST('a' AS tsquery) AND words.word = grams.word LIMIT 1"
# How the fields stand in a tsvector: by weight, and one behind the other with so much room that no phrase reaches over.
WEIGHTS = {"title": "A", "tags": "B", "body": "D"}
ROOM, LAST_PLACE = 100, 16_383
# A term of the title once more under this sign, for terms that count only there: to look at weights costs reading texts.
IN_TITLE = "="


class Tables:
    """A connection to one of these schemas: `$posts` in a statement is its table."""

    def __init__(self, connection, schema):
        self._connection, self._schema = connection, schema

    def execute(self, statement, given=None):
        return self._connection.execute(text(statement.replace("$", f"{self._schema}.")), given)

    def scalars(self, statement, given=None):
        return self.execute(statement, given).scalars()
