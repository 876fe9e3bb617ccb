"""The commands that bring communities in: `import stackexchange` and `import decidim`."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

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
