"""The command that fills an empty instance with the demo community."""

import click
from flask import current_app


@click.command("demo")
def demo_command():
    """Fill an empty instance with the demo community Café Nordlicht."""
    from app.demo.build import SiteExists, build_demo

    try:
        told = build_demo(current_app._get_current_object())
    except SiteExists as error:
        raise click.ClickException(str(error)) from error
    for line in told:
        click.echo(line)


def add_demo_commands(app):
    """Register `flask demo`."""
    app.cli.add_command(demo_command)
