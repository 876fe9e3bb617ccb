"""Templates say their words without asking for them, and say the same as if they asked."""

import pytest
from flask import Flask
from markupsafe import Markup

from app.web.folding import FoldingEnvironment


class Backwards:
    """A catalogue that says every sentence in another order."""

    def gettext(self, message):
        return {"%(a)s before %(b)s": "%(b)s nach %(a)s"}.get(message, message)


@pytest.fixture
def env():
    env = FoldingEnvironment(Flask("words"), autoescape=True)
    env.catalogue = Backwards()
    env.globals.update(_=_refuse, icon=_refuse, asset=_refuse)
    return env


def _refuse(*_given, **_more):
    raise AssertionError("asked at run time")


def test_it_puts_fixed_words_in_place(env):
    assert env.from_string("<p>{{ _('Vote') }}</p>").render() == "<p>Vote</p>"


def test_it_puts_variables_where_the_language_wants_them(env):
    page = env.from_string("{{ _('%(a)s before %(b)s', a=first, b=second) }}")
    assert page.render(first="<b>", second=Markup("<i>x</i>")) == "<i>x</i> nach &lt;b&gt;"


def test_it_leaves_what_it_does_not_understand(env):
    env.globals["_"] = lambda message, **variables: message % variables
    assert env.from_string("{{ _('%(n)s %%', n=3) }}").render() == "3 %"
    assert env.from_string("{{ _(message) }}").render(message="free") == "free"
