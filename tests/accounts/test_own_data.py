"""Everything the site holds of one member."""

import pytest

from app.accounts.own_data import own_data
from app.accounts.own_words import FIELD_NAMES


@pytest.fixture
def full(ben, gus, make_topic, make_reply):
    topic = make_topic("ideas", ben, "Oat milk please", "I would like oat milk.")
    make_reply(topic, gus, "Words of Gus.")
    return topic


def test_it_downloads_everything_of_oneself_and_of_nobody_else(sign_in, ben, full):
    answer = sign_in(ben).get("/account/data.json")
    said = answer.json
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert said["profile"][0]["email"] == "ben@example.org"
    assert [row["body"] for row in said["posts"]] == ["I would like oat milk."]
    assert len(said["votes"]) == 1
    assert len(said["followed_topics"]) == 1
    assert said["devices"]
    assert "Words of Gus" not in answer.text
    assert "password" not in answer.text


def test_it_reads_well(sign_in, ben, full):
    page = sign_in(ben).get("/account/data").text
    assert "I would like oat milk." in page
    assert "Devices (1)" in page
    assert "Published" in page
    assert "True" not in page


def test_every_field_has_a_name(app, ben, full):
    names = {name for part in own_data(ben) for row in part.rows for name in row}
    assert names <= set(FIELD_NAMES)


def test_l3_every_table_that_names_a_member_is_thought_of(db):
    """A new table with a member in it must be shown here, or stand in this list with a reason."""
    shown = {
        "posts", "revisions", "votes", "participations", "open_ballots", "topic_follows", "board_follows",
        "group_members", "notices", "mails", "reports", "sign_ins", "topics", "uploads",
        "mail_wishes", "hearers", "edit_suggestions", "call_answers", "askable", "asked_around",
        "hidden_authors", "attribute_answers", "pulses", "pulse_contacts", "pulse_invitations", "concept_runs", "poll_invitations", "priority_runs",
    }  # fmt: skip
    left_out = {
        "one_time_links": "only hashes, for minutes",
        "sent_forms": "only hashes, for a day",
        "events": "follow from the rest",
        "cases": "acts of moderators",
        "decisions": "acts of moderators",
        "sanctions": "acts of moderators, told on a page of their own",
        "objections": "told on the page of what was decided",
        "idea_moves": "acts of the team",
    }
    with_member = {
        table.name
        for table in db.metadata.tables.values()
        if any(key.column.table.name == "members" for key in table.foreign_keys)
    }
    assert with_member - shown - set(left_out) <= THE_TEAMS_ACTS


THE_TEAMS_ACTS = {"paper_counts", "concept_tests", "priority_rounds", "pulse_cases", "pulse_notes", "acceptances", "announcements", "announcement_drafts", "escalations", "idea_care", "merges", "prepared_answers", "questions", "polls", "objections", "import_batches", "imported_rows", "paper_voices"}
