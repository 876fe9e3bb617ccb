"""Opening hours: counting only the time in which the business is open, on the clock that hangs on its wall.

Pure reckoning, without the database: what the owner typed comes in, moments in UTC go out. Two days a year have
23 or 25 hours; a door opens when the clock first shows its hour, and closes when it last does.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 24 * 60
# Whoever is never open would be reckoned with for ever.
MOST_DAYS = 400
STRETCH = re.compile(r"\s*(\d{1,2})(?::(\d\d))?\s*(?:-|–|bis|to)\s*(\d{1,2})(?::(\d\d))?\s*", re.IGNORECASE)
ALWAYS = ((0, DAY),)


@dataclass(frozen=True)
class BusinessHours:
    """Seven days from Monday on, each with its stretches in minutes; on holidays the business is closed."""

    zone: ZoneInfo
    week: tuple = (ALWAYS,) * 7
    holidays: frozenset = field(default_factory=frozenset)

    def between(self, start, end):
        """How long the business was open from one moment to another."""
        open_for = timedelta()
        day, last = self._day_of(start) - timedelta(days=1), self._day_of(end) + timedelta(days=1)
        for opens, closes in self._stretches(day, (last - day).days + 1):
            open_for += max(timedelta(), min(closes, end) - max(opens, start))
        return open_for

    def after(self, moment, hours):
        """The moment at which the business has been open for so many hours since then."""
        left = timedelta(hours=hours)
        for opens, closes in self._stretches(self._day_of(moment) - timedelta(days=1), MOST_DAYS):
            opens = max(opens, moment)
            if closes - opens >= left:
                return opens + left
            left -= max(timedelta(), closes - opens)
        return moment + timedelta(hours=hours)

    def before(self, moment, hours):
        """The last moment from which on the business had been open for so many hours."""
        left = timedelta(hours=hours)
        first = self._day_of(moment) - timedelta(days=MOST_DAYS)
        for opens, closes in reversed(list(self._stretches(first, MOST_DAYS + 2))):
            closes = min(closes, moment)
            if closes - opens >= left:
                return closes - left
            left -= max(timedelta(), closes - opens)
        return moment - timedelta(days=MOST_DAYS)

    def _day_of(self, moment):
        return moment.astimezone(self.zone).date()

    def _stretches(self, day, days):
        """(opens, closes) of so many days in UTC, in order and never one over the other."""
        until = datetime.min.replace(tzinfo=UTC)
        for each in (day + timedelta(days=n) for n in range(days)):
            for opens, closes in () if each in self.holidays else self.week[each.weekday()]:
                opens, closes = max(until, self._moment(each, opens, 0)), self._moment(each, closes, 1)
                if opens < closes:
                    yield opens, closes
                    until = closes

    def _moment(self, day, minutes, fold):
        """When the clock shows so many minutes after midnight: the first time (fold 0) or the last (1)."""
        wall = datetime.combine(day, time.min) + timedelta(minutes=minutes)
        moment, other = (wall.replace(tzinfo=self.zone, fold=each).astimezone(UTC) for each in (fold, 1 - fold))
        if moment == other or (moment < other) == (fold == 0):
            return moment
        # Never: the clock jumps over it.
        return self._jump(*sorted((moment, other)))

    def _jump(self, early, late):
        before = early.astimezone(self.zone).utcoffset()
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) / 2
            if middle.astimezone(self.zone).utcoffset() == before:
                early = middle
            else:
                late = middle
        return late.replace(microsecond=0)


def read_day(text):
    """The stretches of one day as the owner writes them: "9:00–12:30, 14–18". Raises ValueError."""
    stretches = sorted(_read_stretch(part) for part in text.split(",") if part.strip())
    if any(opens < end for (_start, end), (opens, _end) in zip(stretches, stretches[1:], strict=False)):
        raise ValueError("one stretch begins before the other ends")
    return tuple(stretches)


def _read_stretch(part):
    match = STRETCH.fullmatch(part)
    if not match:
        raise ValueError(f"{part!r} is not like 9:00–18:00")
    hours, minutes, last_hours, last_minutes = (int(number or 0) for number in match.groups())
    start, end = hours * 60 + minutes, last_hours * 60 + last_minutes
    if minutes > 59 or last_minutes > 59 or not start < end <= DAY:
        raise ValueError(f"{part!r} is no stretch of one day")
    return start, end


def write_day(stretches):
    """What `read_day` reads, in one manner."""
    return ", ".join("–".join(f"{minutes // 60}:{minutes % 60:02}" for minutes in stretch) for stretch in stretches)


def hours_of(site):
    """The business's hours as its owner has set them; who has said nothing is always open."""
    return _hours(site.timezone, tuple(site.opening_hours or ()), tuple(site.holidays or ()))


@lru_cache(maxsize=20)
def _hours(timezone, week, holidays):
    week = tuple(read_day(day) for day in week) if any(week) else (ALWAYS,) * 7
    return BusinessHours(ZoneInfo(timezone), week, frozenset(map(date.fromisoformat, holidays)))
