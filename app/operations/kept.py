"""The backups that are kept: which there are, and which may go."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.database import now
from app.operations.manifest import MANIFEST

PREFIX = "earshot-"
STAMP = "%Y%m%d-%H%M%S"
# How many days, weeks and months keep their newest backup.
DAILY, WEEKLY, MONTHLY = 7, 4, 6


def backups_folder(app):
    """Where the instance keeps its backups."""
    return app.config["INSTANCE"] / "backups"


def backups_in(folder):
    """Finished backups as (moment, folder), the newest first."""
    found = []
    for path in Path(folder).glob(f"{PREFIX}*"):
        if (path / MANIFEST).is_file() and (moment := _moment_of(path)):
            found.append((moment, path))
    return sorted(found, reverse=True)


def let_old_ones_go(folder):
    """Keep what WEEKLY and its neighbours ask for, and everything of the last day."""
    backups = backups_in(folder)
    kept = {path for moment, path in backups if now() - moment < timedelta(days=1)}
    for how_many, period in ((DAILY, "%Y-%m-%d"), (WEEKLY, "%G-%V"), (MONTHLY, "%Y-%m")):
        newest = {}
        for moment, path in backups:
            newest.setdefault(moment.strftime(period), path)
        kept |= set(list(newest.values())[:how_many])
    for _, path in backups:
        if path not in kept:
            shutil.rmtree(path)


def _moment_of(path):
    try:
        return datetime.strptime(path.name.removeprefix(PREFIX)[:15], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
