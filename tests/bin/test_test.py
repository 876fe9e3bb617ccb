"""bin/test hands its arguments to pytest and names what a machine lacks."""

import pytest


@pytest.fixture(autouse=True)
def chromium(machine):
    machine.install("chromium")


def test_it_runs_on_one_process_more_than_there_are_cores(machine):
    machine.install("nproc", "#!/bin/bash\necho 4\n")
    assert machine.run("bin/test", "tests/votes", "-k", "two words").returncode == 0
    assert machine.asked("-m pytest -n 5 tests/votes -k two words\n") == 1


@pytest.mark.parametrize("argument", ["-n0", "--numprocesses=4"])
def test_it_leaves_the_number_of_processes_to_whoever_names_one(machine, argument):
    machine.run("bin/test", argument)
    assert machine.asked(f"-m pytest {argument}\n") == 1


def test_it_names_the_line_that_installs_the_browser(machine):
    (machine.path / "chromium").unlink()
    refused = machine.run("bin/test")
    assert refused.returncode == 3
    assert refused.stderr.count("\n") == 1
    assert "apt-get install chromium-headless-shell" in refused.stderr
    assert machine.asked("") == 0


@pytest.mark.parametrize("arguments", [["-m", "not journey"], ["-mnot journey"], ["-m", "not journey and not postgres"]])
def test_it_needs_no_browser_without_journeys(machine, arguments):
    (machine.path / "chromium").unlink()
    assert machine.run("bin/test", *arguments).returncode == 0


def test_it_leaves_the_journeys_out_when_told(machine):
    (machine.path / "chromium").unlink()
    assert machine.run("bin/test", EARSHOT_WITHOUT_BROWSER="1").returncode == 0
    assert machine.asked("-m pytest -n 3 -m not journey\n") == 1


def test_it_uses_the_postgres_it_is_told_of(machine):
    assert machine.run("bin/test", "--postgres", EARSHOT_TEST_DATABASE_URL="postgresql://there/db").returncode == 0
    assert machine.asked("-m pytest -n 3\n") == 1


def test_it_fetches_what_looks_for_barriers_once(machine):
    npm = '#!/bin/bash\necho "npm $*" >> "$MACHINE/asked"; mkdir -p node_modules\n'
    machine.install("npm", npm)
    machine.run("bin/test")
    machine.run("bin/test")
    assert machine.asked("npm ci --ignore-scripts") == 1
    (machine.project / "package-lock.json").write_text("second edition\n")
    machine.run("bin/test")
    assert machine.asked("npm ci --ignore-scripts") == 2


def test_it_goes_on_without_npm_and_says_so(machine):
    done = machine.run("bin/test")
    assert done.returncode == 0
    assert "apt-get install npm" in done.stderr


def test_it_stops_when_npm_fails(machine):
    machine.install("npm", "#!/bin/bash\nexit 1\n")
    refused = machine.run("bin/test")
    assert refused.returncode == 1
    assert "could not be fetched" in refused.stderr
    assert machine.asked("-m pytest") == 0
