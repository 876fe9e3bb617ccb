import pytest

from tests.bin.machine import Machine


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)
