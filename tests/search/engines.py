"""An index of either engine, for tests that ask both the same."""

import pytest

from bench import engines
from tests.instances import POSTGRES, only_postgres

BOTH = ["whoosh", pytest.param("postgres", marks=only_postgres)]


def empty_index(name, folder):
    """An index of this engine in this folder, or in a schema of its own that is gone afterwards."""
    return engines.empty_index(folder, POSTGRES if name == "postgres" else None)
