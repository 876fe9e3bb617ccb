"""The commands that bring something in: `import stackexchange`, `decidim`, `ideas`, `pulses`; `import undo`."""

from collections import Counter
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.extensions import db

from .sources import BrokenFile

import_group = AppGroup("import", help="Bring in a community from elsewhere; a second run adds nothing.")


@import_group.command("stackexchange")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--board", required=True, help="The questions board to fill; made if there is none.")
def import_stackexchange(folder, board):
    """Questions, answers, comments, scores and tags of a Stack Exchange data dump."""
    from .stackexchange import StackExchange

    _import(StackExchange, folder, board)


@import_group.command("decidim")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--board", required=True, help="The ideas board to fill; made if there is none.")
def import_decidim(folder, board):
    """Proposals with votes, statuses and comments of a Decidim platform."""
    from .decidim import Decidim

    _import(Decidim, folder, board)


@import_group.command("ideas")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--board", required=True, help="The ideas board to fill; made if there is none.")
@click.option("--dry-run", is_flag=True, help="Only look: say what is in the file and what is wrong with it.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field, as title=Wunsch.")
def import_ideas(file, board, dry_run, columns):
    """Ideas from a CSV file, or the posts.csv of Fider. It can be taken back with `import undo`."""
    from .batch_writing import bring_in_batch, look_at, source_of
    from .bringing_in import WrongBoard
    from .summary import summary_lines
    from .tables import Table

    try:
        table = Table.of_path(file)
        batch = look_at(table, board)
        batch.columns = batch.columns | _columns(columns, table)
        source = source_of(batch, table)
        survey = source.check()
        _refuse(source.problems)
        if dry_run:
            db.session.rollback()
            click.echo("\n".join(summary_lines(survey, Counter(), [])))
            return
        steps = survey.found["member"] + survey.found["idea"]
        with click.progressbar(length=steps, label=_("Bringing in"), show_pos=True) as bar:
            writer = bring_in_batch(batch, source, progress=bar.update)
    except (BrokenFile, WrongBoard) as error:
        raise click.ClickException(str(error)) from error
    for line in summary_lines(survey, writer.added, writer.renamed):
        click.echo(line)
    click.echo(_("To take all of it back: bin/earshot import undo %(batch)s", batch=batch.id))


@import_group.command("pulses")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--stage", default="use", show_default=True, help="Where on the journey new touchpoints stand: attention, evaluation, purchase, use, loyalty.")
@click.option("--source", help="Where the file comes from, so that a second run adds nothing; else the file's name.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field, as touchpoint=Ort.")
@click.option("--best", type=int, help="The number that means best; without it the scale is -2 to +2.")
@click.option("--worst", type=int, help="The number that means worst.")
@click.option("--no-answer", "none", type=int, multiple=True, help="A number that is no answer.")
@click.option("--may-quote", is_flag=True, help="Whoever wrote has agreed that it is shown without a name.")
@click.option("--dry-run", is_flag=True, help="Only look: say what is in the file and what is wrong with it.")
def import_pulses(file, stage, source, columns, best, worst, none, may_quote, dry_run):
    """Answers to "how did it feel" from a CSV file: a touchpoint for each place, a pulse for each person."""
    from app.insights.touchpoints.models import STAGES

    from .pulses_table import FIELDS, PulsesTable
    from .pulses_writing import bring_in_pulses
    from .summary import summary_lines
    from .tables import Table

    if stage not in STAGES:
        raise click.ClickException(_("There is no stage “%(stage)s”. There are: %(stages)s", stage=stage, stages=", ".join(STAGES)))
    try:
        table = Table.of_path(file)
        wanted = PulsesTable.guess_columns(table.columns) | _columns(columns, table, FIELDS)
        answers = PulsesTable(table, wanted, _scale(best, worst, none))
        survey = answers.check()
        _refuse(answers.problems)
    except BrokenFile as error:
        raise click.ClickException(str(error)) from error
    added = Counter()
    if not dry_run:
        with click.progressbar(length=survey.found["pulse"], label=_("Bringing in"), show_pos=True) as bar:
            added = bring_in_pulses(answers, source or table.name.partition(".")[0], stage, may_quote=may_quote, progress=bar.update)
        db.session.commit()
    click.echo("\n".join(summary_lines(survey, added, [])))


def _scale(best, worst, none):
    from .pulses_table import Scale

    if best is None and worst is None:
        return None
    if best is None or worst is None or best == worst:
        raise click.ClickException(_("--best and --worst belong together and are two different numbers."))
    return Scale(best, worst, none)


def _columns(given, table, fields=None):
    from .ideas_table import FIELDS as OF_IDEAS

    fields = fields or OF_IDEAS
    wanted = dict(each.partition("=")[::2] for each in given)
    for field, name in wanted.items():
        if field not in fields:
            raise click.ClickException(_("There is no field “%(field)s”. There are: %(fields)s", field=field, fields=", ".join(fields)))
        if name and name not in table.columns:
            raise click.ClickException(_("There is no column “%(name)s”. There are: %(columns)s", name=name, columns=", ".join(table.columns)))
    return wanted


def _refuse(problems):
    """Say everything that is wrong and stop: nothing is brought in by halves."""
    if problems:
        db.session.rollback()
        for problem in problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(_("Nothing was brought in. Please mend the file and try again."))


@import_group.command("undo")
@click.argument("batch_id", metavar="BATCH", type=int)
def undo_import(batch_id):
    """Take back what `import ideas` brought, if nobody has gone on from it."""
    from .batches import ImportBatch
    from .undoing import BuiltUpon, undo_batch

    batch = db.session.scalar(db.select(ImportBatch).options(db.joinedload(ImportBatch.board)).where(ImportBatch.id == batch_id))
    if batch is None:
        raise click.ClickException(_("There is no import of this number."))
    try:
        undo_batch(batch)
    except BuiltUpon as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(_("Taken back. Everything is as it was before."))


def _import(source_class, folder, board):
    from .bringing_in import WrongBoard, bring_in
    from .summary import NOUNS, summary_lines

    try:
        click.echo(_("Checking %(folder)s …", folder=folder))
        source = source_class(folder)
        survey = source.check()
        steps = sum(survey.found[noun] for noun in NOUNS if noun in STEPS)
        with click.progressbar(length=steps, label=_("Bringing in"), show_pos=True) as bar:
            writer = bring_in(source, board, bar.update)
    except BrokenFile as error:
        raise click.ClickException(str(error)) from error
    except WrongBoard as error:
        raise click.ClickException(str(error)) from error
    for line in summary_lines(survey, writer.added, writer.renamed):
        click.echo(line)


STEPS = {"member", "question", "idea", "answer", "comment", "duplicate", "linked"}
