"""Rules of the house that no reader should have to check by hand."""

import re
import subprocess
import sys
from pathlib import Path

from app.config import SETTINGS

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
HEAVY = (
    "whoosh",
    "numpy",
    "alembic",
    "textblob",
    "webauthn",
    "PIL",
    "markdown_it",
    "nh3",
    "argon2",
    "babel.messages",
    "pytest",
)
# Files in which text is marked as safe HTML, each after it went through the cleaner or was made of fixed parts.
MAY_MARK_SAFE = {
    "app/web/words.py",
    "app/web/pieces.py",
    "app/web/kept.py",
    "app/web/folding.py",
    "app/search/snippets.py",
    "app/home/laws.py",
}


def test_it_starts_without_heavy_modules(tmp_path):
    script = (
        "import sys; from app import create_app; create_app();"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"EARSHOT_INSTANCE": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_it_documents_every_setting():
    readme = (ROOT / "README.md").read_text()
    assert not [name for name in SETTINGS if f"`{name}`" not in readme]


def test_it_reads_no_setting_that_is_not_listed():
    named = set()
    for path in [*(ROOT / "app").rglob("*.py"), ROOT / "gunicorn.conf.py"]:
        named |= set(re.findall(r"EARSHOT_[A-Z_]+", path.read_text()))
    assert named <= set(SETTINGS) | {"EARSHOT_SECRET_KEY_", "EARSHOT_"}


def test_e2_it_marks_text_as_safe_only_where_it_was_made_safe():
    python = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if re.search(r"\bMarkup\(", path.read_text())
    }
    assert python <= MAY_MARK_SAFE, python - MAY_MARK_SAFE
    for path in TEMPLATES.rglob("*.html"):
        for piece in re.findall(r"\{\{([^}]*)\|\s*safe", path.read_text()):
            assert re.search(r"(\.html|_html|\bhtml|\bpreview)\s*$", piece.strip()), f"{path}: {piece}"


def test_it_imports_no_shared_macro():
    """Macros of templates/shared are known everywhere; an import costs more than what it brings."""
    assert not [path for path in TEMPLATES.rglob("*.html") if 'from "shared/' in path.read_text()]


def test_c4_it_has_no_inline_style_or_script():
    for path in TEMPLATES.rglob("*.html"):
        if path.parts[-2] == "mail":
            continue
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
        assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style|javascript:", text), path
        # A block of data is not executed; what stands in it is escaped by `tojson`.
        data = r'<script type="application/ld\+json">\{\{ \w+\|tojson \}\}</script>'
        assert not re.search(r"<script(?![^>]*\bsrc=)", re.sub(data, "", text)), path


def test_it_gives_every_htmx_attribute_a_working_sibling():
    """Everything works without JavaScript: hx-get stands beside href or action, hx-post beside action."""
    for path in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"<[a-z][^<>]*\bhx-(?:get|post)=[^<>]*>", path.read_text()):
            loads_itself = 'hx-trigger="load"' in tag
            assert loads_itself or re.search(r"\b(href|action|formaction|name)=", tag), f"{path}: {tag[:120]}"


def test_it_keeps_slots_for_every_kind_and_for_nothing_else(app):
    from app.kinds import KINDS

    folders = {path.name for path in (TEMPLATES / "kinds").iterdir()}
    assert folders == set(KINDS)
    for kind in KINDS:
        for slot in ("_fields", "_badge", "_panel"):
            assert (TEMPLATES / "kinds" / kind / f"{slot}.html").exists()
