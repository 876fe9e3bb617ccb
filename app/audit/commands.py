"""`audit verify`: is the log still what was written?"""

import click
from flask.cli import AppGroup

from app.extensions import db

audit_group = AppGroup("audit", help="The log of moderation, administration and sign-in safety.")


@audit_group.command()
@click.option("--head", default="", help="A digest noted earlier: also finds a log that was cut and written anew.")
def verify(head):
    """Look for the first entry that was edited, is missing or was cut off."""
    from app.audit.models import AuditEntry, find_break, find_head

    broken = find_break()
    if broken is not None:
        _fail(f"The log is broken at entry {broken}.")
    if head and db.session.scalar(db.select(AuditEntry.id).where(AuditEntry.digest == head)) is None:
        _fail(f"The log does not hold the entry with the digest {head} any more.")
    count, digest = find_head()
    click.echo(f"The log is whole: {count} entries. Keep this digest elsewhere: {digest}")


def _fail(message):
    click.echo(message, err=True)
    raise SystemExit(1)


def add_audit_commands(app):
    """Register the commands of this room."""
    app.cli.add_command(audit_group)
