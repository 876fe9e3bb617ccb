"""What results say, in words: rounds, scores, and who took part. Named apart, for pages and files both speak them."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.accounts.roles import HELPER, MEMBER, NEW
from app.kinds.polls import parts
from app.statistics.rankings import BORDA, EARLIER, LISTED, TOGETHER
from app.statistics.shares import share_difference
from app.web.filters import number

# A part stands out when chance alone would make it do so less than once in twenty times.
SURE = 0.05
PARTS = {
    NEW: _l("new members"),
    MEMBER: _l("members"),
    HELPER: _l("helpers"),
    parts.STAFF: _l("moderators and team"),
    parts.ENGAGED: _l("helpers, moderators and team"),
    parts.PLAIN: _l("new members and members"),
    parts.SETTLED: _l("all who are not new"),
    "0-90": _l("members for less than 3 months"),
    "90-365": _l("members for 3 to 12 months"),
    "365-": _l("members for more than a year"),
    "0-365": _l("members for less than a year"),
    "90-": _l("members for more than 3 months"),
}
SPLITS = {parts.ROLE: _l("By role"), parts.SINCE: _l("By time as a member")}
TIES = {
    TOGETHER: _l("Equal at the end: %(names)s. Even together they have fewer votes than the next, so all leave."),
    EARLIER: _l("Equal at the end: %(names)s. Whoever had fewer votes in an earlier round leaves."),
    BORDA: _l("Equal at the end: %(names)s. Whoever has fewer points (Borda) leaves."),
    LISTED: _l("Equal at the end by every rule: %(names)s. What stands further down in the poll leaves."),
}


def split_words(name, group):
    """What a split divides by."""
    return _("By the group “%(name)s”", name=group) if name == parts.GROUP else str(SPLITS[name])


def part_words(part, group=""):
    """Who is in a part."""
    if part in (parts.INSIDE, parts.OUTSIDE):
        return _("in “%(name)s”", name=group) if part == parts.INSIDE else _("all others")
    return str(PARTS[part])


def runoff_words(results, *, is_over):
    """Who won the runoff, or leads while the poll is open, in which round and with how many votes."""
    runoff, named = results.runoff, results.named
    if not runoff.winners:
        return _("Nobody has ranked anything yet.")
    last = runoff.rounds[-1]
    if len(runoff.winners) > 1:
        return _("%(names)s are level, and no rule tells them apart.", names=_listed(runoff.winners, named))
    facts = {
        "name": named[runoff.winners[0]],
        "round": len(runoff.rounds),
        "votes": number(last.votes[runoff.winners[0]]),
        "all": number(sum(last.votes.values())),
    }
    if is_over:
        return _("%(name)s wins in round %(round)s with %(votes)s of %(all)s votes.", **facts)
    return _("%(name)s is ahead: in round %(round)s with %(votes)s of %(all)s votes.", **facts)


def points_words(results):
    """Whether points would have given another winner; "" when both ways agree."""
    ahead, winners = results.most_points, results.runoff.winners
    if not winners or set(ahead) == set(winners):
        return ""
    return _("Counted by points (Borda), %(names)s would be ahead.", names=_listed(ahead, results.named))


def round_words(each, named):
    """What happened after a round, sentence by sentence."""
    if each.tie_rule:
        yield str(TIES[each.tie_rule]) % {"names": _listed(each.tied, named)}
    if each.leaving:
        yield _("Out: %(names)s.", names=_listed(each.leaving, named))
    if each.exhausted:
        yield ngettext(
            "%(num)s ballot names nothing that is still in.", "%(num)s ballots name nothing that is still in.", each.exhausted
        )


def signed(value):
    """A score with its sign: +40, −12, 0."""
    value = round(value)
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


def over_represented(turnout):
    """Which parts took part more often than all others: the words of each. None where nothing may be told of parts."""
    if not turnout:
        return None
    found, splits = [], {}
    for part in turnout:
        if part.name != parts.GROUP:
            splits.setdefault(part.name, []).append(part)
    for split in splits.values():
        n, of = sum(part.n for part in split), sum(part.of for part in split)
        found += [part_words(part.part) for part in split if _stands_out(part.n, part.of, n - part.n, of - part.of)]
    return found


def _stands_out(n, of, other_n, other_of):
    difference = share_difference(n, of, other_n, other_of)
    return difference.share > 0 and difference.p < SURE


def _listed(ids, named):
    from babel.lists import format_list

    from app.web.words import current_language

    return format_list([named[id] for id in ids], locale=current_language())
