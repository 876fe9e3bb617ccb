"""The commands for a fresh site: where to set it up in the browser, or do it here."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.extensions import db
from app.site import ADDRESSES, LANGUAGES, current_site


def add_admin_commands(app):
    """Register the commands for a fresh site."""
    app.cli.add_command(setup)
    app.cli.add_command(setup_address)


@click.command("setup-address")
@with_appcontext
@click.option("--host", default="127.0.0.1", help="Where the site listens.")
@click.option("--port", default=8000, type=int)
def setup_address(host, port):
    """Print the address that sets up a fresh site, with a new one-time token; nothing when it is set up."""
    from app.admin.setup_token import new_setup_token

    if current_site() is None:
        host = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not listened on
        base = current_app.config["BASE_URL"] or f"http://{f'[{host}]' if ':' in host else host}:{port}"
        click.echo(f"{base}/setup?token={new_setup_token()}")


@click.command()
@with_appcontext
@click.option("--name", required=True, help="The community's name.")
@click.option("--owner", required=True, help="The owner's name.")
@click.option("--email", default="", help="The owner's mail address.")
@click.option(
    "--password-file", required=True, help="A file whose first line is the password; - reads it here."
)
@click.option("--language", default="en", type=click.Choice(LANGUAGES))
@click.option("--address", default="du", type=click.Choice(ADDRESSES), help="How German speaks to members.")
def setup(name, owner, email, password_file, language, address):
    """Set up a fresh site without the browser: name, owner, first boards, legal pages."""
    from app.admin.setup_token import forget_setup_token
    from app.admin.starting import open_community

    if current_site() is not None:
        raise click.UsageError("This site is set up already. Change it under /admin.")
    given = {
        "site_name": name,
        "name": owner,
        "email": email,
        "password": _read_password(password_file),
        "language": language,
        "address": address,
    }
    form = _checked(given)
    open_community(
        form.site_name.data,
        language=language,
        address=address,
        owner=form.name.data,
        email=form.email.data,
        password=form.password.data,
    )
    db.session.commit()
    forget_setup_token()
    click.echo(f"{form.site_name.data} is set up. {form.name.data} can sign in.")


def _read_password(file):
    """The first line of the file; a password given as an argument would stand in the list of processes."""
    try:
        text = sys.stdin.readline() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--password-file {file}: {error}") from error
    return text.partition("\n")[0].rstrip("\r")


def _checked(given):
    """The wizard's form filled from the options; a UsageError says everything that is wrong."""
    from werkzeug.datastructures import MultiDict

    from app.admin.forms import SetupForm
    from app.web.words import speaking

    options = {"site_name": "--name", "name": "--owner", "password": "--password-file"}
    with speaking("en"), current_app.test_request_context(), speaking("en"):
        form = SetupForm(formdata=MultiDict(given), meta={"csrf": False})
        if not form.validate():
            wrong = [
                f"{options.get(field, f'--{field}')}: {error}"
                for field, errors in form.errors.items()
                for error in errors
            ]
            raise click.UsageError("\n".join(wrong))
    return form
