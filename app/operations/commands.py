"""The commands of whoever runs the server: doctor, backup, restore."""

from pathlib import Path

import click
from flask import current_app


@click.command("doctor")
def doctor_command():
    """Look at everything that can go wrong with this site; ends with 1 when something is bad."""
    from app.operations.doctor import examine
    from app.operations.findings import BAD

    findings = examine(current_app._get_current_object())
    for finding in findings:
        click.echo(f"{finding.state:<5} {finding.name}: {finding.text}")
    if any(finding.state == BAD for finding in findings):
        raise SystemExit(1)


@click.command("backup")
@click.option("--to", type=click.Path(path_type=Path), help="Another folder than the instance's own backups.")
def backup_command(to):
    """Copy the database and the uploads into one checked folder, and let old backups go."""
    from app.operations.backing_up import BackupFailed, NeedsPgDump, make_backup

    try:
        backup = make_backup(current_app._get_current_object(), to)
    except NeedsPgDump as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from error
    except BackupFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"The backup is in {backup}")


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Put what is in the instance aside and restore over it.")
def restore_command(backup, force):
    """Bring a backup into this instance; a damaged or changed backup is refused."""
    from app.operations.restoring import CannotRestore, restore

    try:
        manifest = restore(current_app._get_current_object(), backup, force=force)
    except CannotRestore as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored {manifest['rows']['members']} members, {manifest['rows']['topics']} topics "
               f"and {manifest['rows']['posts']} posts of {manifest['made_at']}.")


def add_operations_commands(app):
    """Register `flask doctor`, `flask backup` and `flask restore`."""
    for command in (doctor_command, backup_command, restore_command):
        app.cli.add_command(command)
