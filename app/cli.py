"""The commands of `bin/earshot`."""

import click
from flask import current_app

from app.extensions import db


def add_commands(app):
    """Register the house's commands; each room brings its own."""
    from app.admin.commands import add_admin_commands
    from app.audit.commands import add_audit_commands
    from app.demo.commands import add_demo_commands
    from app.exchange.commands import import_group
    from app.exchange.export import export_command
    from app.operations.commands import add_operations_commands

    for command in (migrate, revision, words, work, reindex, recount):
        app.cli.add_command(command)
    app.cli.add_command(import_group)
    app.cli.add_command(export_command)
    for add in (add_admin_commands, add_audit_commands, add_demo_commands, add_operations_commands):
        add(app)


@click.command()
@click.option("--to", default="head", help="A revision to go back to; without it the newest.")
def migrate(to):
    """Bring the database to the state this version needs."""
    from app.migrating import migrate

    done = migrate(current_app._get_current_object(), to)
    click.echo("The database is up to date." if not done else "The database has been brought up to date.")


@click.command()
@click.option("-m", "--message", required=True, help="What the migration does, in a few words.")
def revision(message):
    """Write a new migration from the difference between models and database (for developers)."""
    from flask_migrate import Migrate
    from flask_migrate import revision as write

    from app.migrating import FOLDER

    Migrate(current_app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)
    write(directory=str(FOLDER), message=message, autogenerate=True)


@click.command()
@click.option("--new", "language", help="A language to begin, by its code.")
def words(language):
    """Bring the catalogues to today's words and say what still lacks a translation (for developers)."""
    from app.site import LANGUAGES
    from app.translating import update

    lacking = 0
    for code in [language] if language else [code for code in LANGUAGES if code != "en"]:
        for message in update(code):
            lacking += 1
            click.echo(f"{code}: {message if isinstance(message, str) else message[0]}")
    click.echo("Every word has its translation." if not lacking else f"{lacking} messages lack a translation.")
    raise SystemExit(1 if lacking else 0)


@click.command()
def work():
    """Run the community's background work in this process until stopped."""
    import signal

    from app.events.worker import Worker

    worker = Worker(current_app._get_current_object())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stopping.set())
    click.echo("Working. Stop with Ctrl-C.")
    worker.run()


@click.command()
def reindex():
    """Build the search index anew; the site stays usable meanwhile."""
    from app.search.reader import rebuild

    with click.progressbar(length=100, label="Building the index") as bar:
        shown = 0
        for done, whole in rebuild():
            percent = int(100 * done / max(1, whole))
            bar.update(percent - shown)
            shown = percent
    click.echo("The index is built.")


@click.command()
def recount():
    """Count every counter anew from the rows it stands for."""
    from app.recounting import recount

    changed = recount()
    db.session.commit()
    for name, rows in changed.items():
        click.echo(f"{name}: {rows} rows were wrong and are right now")
    click.echo("All counters are right.")
