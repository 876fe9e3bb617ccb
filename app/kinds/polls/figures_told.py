"""The figures of a poll as the text of an announcement: named apart, for it writes Markdown and not a page."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.kinds.polls.asking import CSAT, NPS
from app.kinds.polls.results import CHOICES, GIVEN, ORDER, SCALES
from app.kinds.polls.wording import runoff_words, signed
from app.web.filters import number, percent


def told_figures(poll, view):
    """All results in words, in the language that is spoken; what came of it the team adds by hand."""
    parts = [_("%(n)s of %(all)s took part.", n=number(poll.ballot_count), all=number(view.electorate))]
    if poll.decides:
        parts.insert(0, _("**What this decides:** %(what)s.", what=poll.decides))
    for asked in view.questions:
        heading = [f"**{asked.question.text}**", ""] if view.is_survey else []
        parts.append("\n".join([*heading, *(f"- {line}" for line in _lines(asked))]))
    if poll.decided_by:
        when = {"who": poll.decided_by, "when": poll.decided_until}
        parts.append(_("**How it goes on:** Decided by %(who)s, until %(when)s.", **when) if poll.decided_until else "")
    return "\n\n".join(part for part in parts if part)


def _lines(asked):
    results = asked.results
    if results.shape == CHOICES:
        return [_of(row.option.text, row.count, results.n, row.share) for row in results.rows]
    if results.shape == ORDER:
        return [runoff_words(results, is_over=True)]
    if results.shape == GIVEN:
        return [ngettext("%(name)s: %(num)s dot", "%(name)s: %(num)s dots", row.dots, name=row.option.text) for row in results.rows]
    if results.shape == SCALES:
        return list(_of_scale(asked.question, results))
    return [ngettext("%(num)s answer in own words", "%(num)s answers in own words", results.n)]


def _of(name, count, of, share):
    return _("%(name)s: %(n)s of %(all)s (%(share)s)", name=name, n=number(count), all=number(of), share=percent(share))


def _of_scale(question, results):
    if question.kind == NPS and results.score:
        yield _("Net promoter score: %(score)s, from %(n)s answers", score=signed(results.score.score), n=number(results.n))
    elif question.kind == CSAT and results.score:
        yield _("Satisfied (4 or 5): %(share)s of %(n)s answers", share=percent(results.score.score), n=number(results.n))
    if results.spread:
        yield _("In the middle: %(median)s, from %(low)s to %(high)s in the middle half", median=_plain(results.spread.median),
                low=_plain(results.spread.low), high=_plain(results.spread.high))  # fmt: skip


def _plain(value):
    return f"{value:g}"
