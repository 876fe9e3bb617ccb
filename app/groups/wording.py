"""What a group's rule says, in the reader's language: one line a condition."""

from datetime import timedelta

from flask_babel import gettext as _

from app.accounts.roles import ROLE_NAMES
from app.groups.rules import ACT_NAMES
from app.web.filters import day, number

# Days begin at midnight in UTC; at noon it is the same day nearly everywhere.
NOON = timedelta(hours=12)


def rule_lines(rule, wanted, attributes):
    """The conditions in words; none for a group by hand."""
    if rule is None:
        return []
    lines = [_("Role: %(roles)s", roles=", ".join(str(ROLE_NAMES[role]) for role in rule.role_names))] if rule.roles else []
    if rule.act:
        facts = {"act": ACT_NAMES[rule.act], "count": number(rule.act_count), "days": number(rule.act_days)}
        lines.append(_("%(act)s: at least %(count)s in the last %(days)s days", **facts))
    return [*lines, *_lines_of_joining(rule), *_lines_of_answers(wanted, attributes)]


def _lines_of_joining(rule):
    if rule.joined_from:
        yield _("Joined on %(day)s or later", day=day(rule.joined_from + NOON))
    if rule.joined_until:
        yield _("Joined on %(day)s or before", day=day(rule.joined_until - NOON))
    if rule.least_days:
        yield _("Here for at least %(n)s days", n=number(rule.least_days))
    if rule.most_days:
        yield _("Here for at most %(n)s days", n=number(rule.most_days))


def _lines_of_answers(wanted, attributes):
    for attribute in attributes:
        mine = [each for each in wanted if each.attribute_id == attribute.id]
        if mine:
            yield _("%(question)s %(answers)s", question=attribute.question, answers=_answers(mine))


def _answers(wanted):
    if wanted[0].option is not None:
        return _(" or ").join(each.option for each in wanted)
    least, most = (None if bound is None else f"{bound:g}" for bound in (wanted[0].least, wanted[0].most))
    if least is None:
        return _("at most %(most)s", most=most)
    return _("at least %(least)s", least=least) if most is None else _("from %(least)s to %(most)s", least=least, most=most)
