"""Every rule has a line in the access matrix, and every role gets what its line says (security D1)."""

import pytest

from app.admin import system
from tests.access_matrix import MATRIX, ROLES
from tests.world import address_of, browser_of, is_refused, rules_of, world_of


def test_d1_every_rule_has_a_line_and_every_line_a_rule(app):
    rules = {name for name, _rule in rules_of(app, "GET", "POST", "PUT", "PATCH", "DELETE")}
    lines = {line[0] for line in MATRIX}
    assert not rules - lines, f"no line says who may: {sorted(rules - lines)}"
    assert not lines - rules, f"there is no such rule any more: {sorted(lines - rules)}"


def test_d1_every_line_names_only_roles(app):
    assert not set().union(*(line[1] for line in MATRIX)) - set(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_d1_each_role_may_what_the_matrix_says(app, site, people, run_readers, role, monkeypatch):
    monkeypatch.setattr(system, "_rebuild", lambda: True)
    site.contact = "hello@example.org"
    browser, world = browser_of(app, role, people), world_of(role, people)
    run_readers(*(reader.name for reader in app.readers if reader.name != "search"))
    wrong = [said for line in MATRIX if (said := _surprise(app, browser, world, line, role))]
    assert not wrong, "\n".join(wrong)


def _surprise(app, browser, world, line, role):
    """What came instead of what the line says; None when all is as it should be."""
    method, path = address_of(app, line, world)
    answer = (browser.get if method == "GET" else browser.post)(path)
    if answer.status_code >= 500 and path != "/healthz":
        return f"{method} {path}: {answer.status_code}"
    if is_refused(answer) == (role in line[1]):
        return f"{method} {path}: {role} got {answer.status_code}, which the line {line} does not say"
    return None
