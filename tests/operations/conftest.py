"""Running the commands as `bin/earshot` does."""

import pytest

from app.operations.commands import add_operations_commands


@pytest.fixture
def run(app):
    """run("backup", "--to", folder): the result of a command."""
    add_operations_commands(app)
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=[str(word) for word in words])
