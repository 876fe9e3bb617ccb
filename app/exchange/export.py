"""Handing a whole community out: a folder of JSON lines, one file a table, without anything secret."""

import json
import shutil
from datetime import date
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import case, select

from app.database import Base, now, reading
from app.extensions import db
from app.kinds.polls.asking import PollQuestion
from app.kinds.polls.models import Poll

FORMAT = 1
# table → columns that stay here because they are secret or only make sense in this very database.
EXPORTED = {
    "site": ("smtp_url",),
    "members": ("password_hash", "wanted_email", "name_key", "skeleton", "email_key"),
    "groups": (),
    "group_members": (),
    "attributes": (),
    "attribute_answers": (),
    "group_rules": (),
    "wanted_answers": (),
    "boards": (),
    "topics": (),
    "merges": (),
    "posts": ("html", "renderer_version"),
    "revisions": (),
    "uploads": (),
    "votes": (),
    "merged_votes": (),
    "tags": (),
    "topic_tags": (),
    "topic_links": (),
    "topic_follows": (),
    "board_follows": (),
    "ideas": (),
    "idea_moves": (),
    "idea_care": (),
    "prepared_answers": (),
    "questions": (),
    "edit_suggestions": (),
    "escalations": (),
    "faq_entries": (),
    "call_answers": (),
    "peaks": (),
    "askable": (),
    "asked_around": (),
    "polls": ("shuffle_key",),
    "poll_questions": (),
    "poll_options": (),
    "participations": (),
    "poll_invitations": ("token_hash", "reminder_hash"),
    "ballot_receipts": (),
    "paper_voices": (),
    "open_ballots": (),
    "secret_ballots": (),
    "poll_parts": (),
    "poll_quotes": (),
    "concept_tests": (),
    "concepts": (),
    "concept_runs": (),
    "concept_ratings": (),
    "priority_rounds": (),
    "priority_items": (),
    "priority_pairs": (),
    "priority_runs": (),
    # The token stands on the posters.
    "touchpoints": ("token",),
    "pulses": (),
    "pulse_cases": (),
    "pulse_contacts": (),
    "pulse_notes": (),
    "pulse_invitations": (),
    "paper_counts": (),
    "announcements": (),
    "announcement_sources": (),
    "announcement_drafts": (),
    "hearers": (),
    "reports": (),
    "cases": (),
    "decisions": (),
    "sanctions": (),
    "objections": (),
    "rules": (),
    "stored_reasons": (),
    "spam_prints": (),
    "notices": (),
    "mail_wishes": (),
    "audit_entries": (),
    "audit_head": (),
    "suggestion_days": (),
    "synonym_groups": (),
    "missed_words": (),
    "events": (),
}
# What gives away the results of a poll.
BALLOTS, COUNTS = ("open_ballots", "secret_ballots", "poll_parts"), ("answer_count", "ballot_count", "dot_count")
# Sessions, one-time links, letters with such links, who wrote without a name, what is reckoned from texts and can be
# reckoned again, and the machinery of this installation.
KEPT_HERE = {
    "sign_ins", "one_time_links", "mails", "hidden_authors", "import_batches", "imported_rows",
    "heats", "knowledge", "lessons", "linked_hosts", "tones",
    "cursors", "leases", "timed_runs", "sent_forms", "sent_pulses", "pulse_salts",
}  # fmt: skip


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
def export_command(folder):
    """Write the whole community into an empty FOLDER as JSON lines, without passwords and sessions."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.ClickException(_("%(folder)s is not empty. Please name an empty folder.", folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    # Everybody's mail addresses are in it.
    folder.chmod(0o700)
    rows = export_to(folder)
    for table, count in rows.items():
        if count:
            click.echo(f"{table}: {count}")
    if db.session.scalar(select(Poll.topic_id).where(Poll.hides_results()).limit(1)):
        click.echo(_("The ballots of polls whose results are still hidden stay here."))
    click.echo(_("The community is in %(folder)s.", folder=folder))


def export_to(folder):
    """Write every exported table as of one moment; returns how many rows each has."""
    db.session.rollback()
    with reading():
        rows = {name: _write(db.metadata.tables[name], folder) for name in EXPORTED if name in db.metadata.tables}
        db.session.rollback()
    uploads = current_app.config["INSTANCE"] / "uploads"
    if uploads.is_dir():
        shutil.copytree(uploads, folder / "uploads", ignore=shutil.ignore_patterns(".*"))
    about = {"format": FORMAT, "made_at": now().isoformat(), "rows": rows}
    (folder / "export.json").write_text(json.dumps(about, indent=2) + "\n")
    return rows


def _hidden(table):
    """The SQL condition on a table's rows that they would give away results which nobody may see yet; None for most."""
    polls = select(Poll.topic_id).where(Poll.hides_results())
    if table.name in BALLOTS or table.name == "poll_questions":
        return table.c.poll_id.in_(polls)
    if table.name == "poll_options":
        return table.c.question_id.in_(select(PollQuestion.id).where(PollQuestion.poll_id.in_(polls)))
    return None


def unclassified():
    """Tables nobody has decided about: a test keeps this empty."""
    return set(Base.metadata.tables) - set(EXPORTED) - KEPT_HERE


def _write(table, folder):
    columns = [column for column in table.columns if column.name not in EXPORTED[table.name]]
    query = _without_hidden(table, columns).order_by(*table.primary_key.columns).execution_options(yield_per=1000)
    count = 0
    with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
        for row in db.session.execute(query):
            values = {column.name: _plain(value) for column, value in zip(columns, row, strict=True)}
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
            count += 1
    return count


def _without_hidden(table, columns):
    """The rows, but neither ballots nor counts where the results are hidden: not even the owner sees them early."""
    hidden = _hidden(table)
    if hidden is None:
        return select(*columns)
    if table.name in BALLOTS:
        return select(*columns).where(~hidden)
    return select(*(case((hidden, 0), else_=column) if column.name in COUNTS else column for column in columns))


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value
