"""bin/_environment fills the virtual environment once, repairs what was interrupted, and names what is missing."""

import re

from tests.bin.machine import ROOT, Machine


def test_it_makes_the_environment_and_then_leaves_it_alone(machine):
    first = machine.run("bin/earshot", "doctor")
    assert first.returncode == 0, first.stderr
    assert first.stdout == "flask doctor in \n"
    second = machine.run("bin/earshot", "doctor")
    assert second.stderr == ""
    assert (machine.asked("-m venv"), machine.asked("-m pip install")) == (1, 1)


def test_it_installs_again_when_the_lock_file_changed(machine):
    machine.run("bin/earshot", "doctor")
    (machine.project / "requirements.txt").write_text("second edition\n")
    machine.run("bin/earshot", "doctor")
    assert (machine.asked("-m venv"), machine.asked("-m pip install")) == (1, 2)


def test_it_installs_only_what_the_lock_file_vouches_for(machine):
    machine.run("bin/earshot", "doctor")
    assert machine.asked("--require-hashes") == 1


def test_it_adds_the_test_packages_once_and_serves_from_the_same_environment(machine):
    machine.run("bin/earshot", "doctor")
    machine.run("bin/test", EARSHOT_WITHOUT_BROWSER="1")
    machine.run("bin/earshot", "doctor")
    machine.run("bin/test", EARSHOT_WITHOUT_BROWSER="1")
    assert (machine.asked("-m venv"), machine.asked("-m pip install")) == (1, 2)


def test_it_starts_afresh_after_an_interrupted_installation(machine):
    failed = machine.run("bin/earshot", "doctor", PIP_FAILS="1")
    assert failed.returncode == 1
    assert "pip says no" in failed.stderr
    assert "could not be installed" in failed.stderr
    assert machine.run("bin/earshot", "doctor").returncode == 0
    assert (machine.asked("-m venv"), machine.asked("-m pip install")) == (2, 2)


def test_it_starts_afresh_when_the_python_below_has_gone(machine):
    machine.run("bin/earshot", "doctor")
    python = machine.venv / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert machine.run("bin/earshot", "doctor").returncode == 0
    assert machine.asked("-m venv") == 2


def test_it_waits_for_another_start_that_is_installing(machine):
    first = machine.start("bin/earshot", "doctor", PIP_SECONDS="1")
    second = machine.start("bin/earshot", "doctor", PIP_SECONDS="1")
    said = first.communicate(timeout=30)[0] + second.communicate(timeout=30)[0]
    assert first.returncode == second.returncode == 0
    assert machine.asked("-m pip install") == 1
    assert "Waiting for another start" in said


def test_it_can_live_elsewhere(machine):
    assert machine.run("bin/earshot", "doctor", EARSHOT_VENV=str(machine.folder / "else where")).returncode == 0
    assert (machine.folder / "else where" / "pyvenv.cfg").exists()
    assert not machine.venv.exists()


def test_it_never_empties_a_folder_that_is_no_environment(machine):
    (machine.folder / "photos").mkdir()
    (machine.folder / "photos" / "cat.jpeg").touch()
    refused = machine.run("bin/earshot", "doctor", EARSHOT_VENV=str(machine.folder / "photos"))
    assert refused.returncode == 2
    assert "not a virtual environment" in refused.stderr
    assert (machine.folder / "photos" / "cat.jpeg").exists()


def test_it_leaves_an_environment_to_its_owner(machine):
    machine.run("bin/earshot", "doctor")
    (machine.project / "requirements.txt").write_text("second edition\n")
    # Root may write anywhere: the test run's own `[ -w` has to say no.
    refused = machine.run("bin/earshot", "doctor", BASH_ENV=str(_nothing_is_writable(machine)))
    assert refused.returncode == 1
    assert "only its owner may" in refused.stderr
    assert machine.asked("-m pip install") == 1


def test_o1_it_names_the_line_that_installs_python(machine):
    refused = machine.run("bin/earshot", "doctor", OLD_PYTHON="1")
    assert refused.returncode == 3
    assert refused.stderr.count("\n") == 1
    assert "3.11 or newer" in refused.stderr
    assert "apt-get install python3 python3-venv" in refused.stderr


def test_o1_it_names_the_line_that_installs_venv(machine):
    refused = machine.run("bin/earshot", "doctor", NO_VENV="1")
    assert refused.returncode == 3
    assert refused.stderr.count("\n") == 1
    assert "apt-get install python3-venv" in refused.stderr
    assert not machine.venv.exists()


def test_it_works_from_a_folder_with_a_difficult_name(tmp_path):
    folder = tmp_path / "my café (old)"
    folder.mkdir()
    assert Machine(folder).run("bin/earshot", "doctor").returncode == 0


def test_it_hands_the_exit_status_of_the_command_on(machine):
    machine.run("bin/earshot", "doctor")
    (machine.venv / "bin" / "python").write_text("#!/bin/bash\n[ \"$1\" != -m ] || exit 7\n")
    assert machine.run("bin/earshot", "doctor").returncode == 7


def test_the_tests_packages_hold_all_packages_of_the_site():
    assert _pins("requirements.txt") <= _pins("requirements-test.txt")


def test_the_lock_files_name_no_place_to_fetch_from():
    for lock in ("requirements.txt", "requirements-test.txt", "package-lock.json"):
        assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", (ROOT / lock).read_text())


def _nothing_is_writable(machine):
    file = machine.folder / "nothing_is_writable"
    file.write_text('[() { case "$*" in "-w "*) return 1 ;; *) builtin [ "$@" ;; esac; }\n')
    return file


def _pins(lock):
    return {line.rstrip(" \\") for line in (ROOT / lock).read_text().splitlines() if re.match(r"[a-z]", line)}
