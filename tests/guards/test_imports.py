"""Imports point one way: the spine never knows what hangs on it."""

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
# Each room may import, at the top of its modules, only what stands before it.
MODEL_ORDER = ["web", "events", "audit", "accounts", "groups", "boards", "topics", "uploads", "posts", "votes", "follows", "tags"]
# These read everything, and nobody imports them but the app itself, its start page and the commands.
READERS = {"notifications", "search", "moderation", "insights"}
# Their tables may be named elsewhere: a member's own data holds the reports they made.
TABLES = (".models", ".reports")
ASKED_BY = {"": True, "home": True, "admin": True, "operations": True, "demo": True, "exchange": True}


def modules():
    return sorted(APP.rglob("*.py"))


def imports_of(path):
    """The rooms a module imports from when it is imported itself (not inside functions)."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app."):
            yield node.module.split(".")[1], node.module
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.name.startswith("app."):
                    yield name.name.split(".")[1], name.name


def room_of(path):
    parts = path.relative_to(APP).parts
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize("room", MODEL_ORDER[1:])
def test_it_lets_models_know_only_what_stands_before_them(room):
    path = APP / room / "models.py"
    allowed = set(MODEL_ORDER[: MODEL_ORDER.index(room) + 1]) | {"database", "extensions", "site"}
    assert {name for name, _ in imports_of(path)} <= allowed


def test_it_keeps_statistics_free_of_everything_but_numbers():
    """So that every room may ask, and a second computation needs nothing else."""
    allowed = {"app.statistics", "dataclasses", "math"}
    for path in (APP / "statistics").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [n.name for n in getattr(node, "names", ()) if isinstance(node, ast.Import)]
            assert not [name for name in names if not name.startswith(tuple(allowed))], path


def test_it_keeps_permissions_out_of_models():
    for path in APP.rglob("models.py"):
        assert "permissions" not in {name for name, _ in imports_of(path)}, path


def test_it_lets_nobody_import_the_readers():
    for path in modules():
        room = room_of(path)
        if room in READERS or ASKED_BY.get(room):
            continue
        strangers = {
            module for name, module in imports_of(path) if name in READERS and not module.endswith(TABLES)
        }
        assert not strangers, f"{path} imports {strangers}"


def test_it_has_no_rooms_without_a_name():
    forbidden = {"utils", "helpers", "services", "common", "core"}
    assert not [path for path in APP.rglob("*") if path.stem in forbidden]


def test_it_says_in_each_module_what_it_is_for():
    assert not [path for path in modules() if not ast.get_docstring(ast.parse(path.read_text()))]


def test_it_commits_only_in_routes_commands_and_runners():
    allowed = {"commands.py", "cli.py", "readers.py", "schedule.py", "worker.py"}
    strangers = [
        path.relative_to(APP).as_posix()
        for path in modules()
        if "session.commit()" in (text := path.read_text())
        and path.name not in allowed
        and "\n@bp." not in text
        and "    bp.post(" not in text
    ]
    # Each of these runs on its own, outside any request, or says beside it why it commits.
    known = {
        "accounts/signing_in.py",
        "demo/build.py",
        "notifications/mail.py",
        "notifications/telling.py",
        "notifications/urgent.py",
        "notifications/asking_back.py",
        "notifications/collected.py",
        "search/reader.py",
        "operations/timed.py",
        "exchange/writing.py",
        "exchange/bringing_in.py",
        "exchange/batch_writing.py",
        "uploads/forms.py",
    }
    assert set(strangers) <= known, set(strangers) - known
