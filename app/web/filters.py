"""Template filters: moments, numbers and short texts in the reader's language."""

from functools import lru_cache

from app.database import now
from app.web.words import current_language, translate

UNITS = (("year", 31_536_000), ("month", 2_592_000), ("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60))


def ago(moment):
    """How long ago in the reader's words, coarse: "3 days ago", "vor 3 Tagen"."""
    seconds = max(0, int((now() - moment).total_seconds()))
    for unit, size in UNITS:
        if seconds >= size:
            return _ago(unit, seconds // size, current_language())
    return translate("just now")


@lru_cache(maxsize=2000)
def _ago(unit, count, language):
    from datetime import timedelta

    from babel.dates import format_timedelta

    size = dict(UNITS).get(unit, 1)
    return format_timedelta(
        timedelta(seconds=-count * size), granularity=unit, add_direction=True, locale=language, threshold=9999
    )


def full_date(moment):
    """Day and time in the site's time zone: "November 21, 2026, 7:30 PM"."""
    return _full_date(moment, current_language(), _timezone())


def day(moment):
    """Only the day: "21 Nov 2026"."""
    return _day(moment.replace(minute=0, second=0, microsecond=0), current_language(), _timezone())


@lru_cache(maxsize=4000)
def _full_date(moment, language, timezone):
    from babel.dates import format_date, format_time, get_timezone

    zone = get_timezone(timezone)
    local = moment.astimezone(zone)
    return f"{format_date(local, 'long', locale=language)}, {format_time(local, 'short', locale=language)}"


@lru_cache(maxsize=4000)
def _day(moment, language, timezone):
    from babel.dates import format_date, get_timezone

    return format_date(moment.astimezone(get_timezone(timezone)).date(), "medium", locale=language)


def number(value):
    """A whole number with the language's separators: 84,131 or 84.131."""
    return str(value) if isinstance(value, int) and 0 <= value < 1000 else _number(value, current_language())


@lru_cache(maxsize=4000)
def _number(value, language):
    from babel.numbers import format_decimal

    return format_decimal(value, locale=language)


def percent(value):
    """A share in per cent, whole, as the language writes it: 41% or 41 %."""
    return _percent(round(value), current_language())


@lru_cache(maxsize=500)
def _percent(value, language):
    from babel.numbers import format_percent

    return format_percent(value / 100, locale=language)


def _timezone():
    from app.site import current_site

    site = current_site()
    return site.timezone if site else "UTC"


def add_filters(app):
    """Give the templates these filters."""
    app.jinja_env.filters.update(ago=ago, full_date=full_date, day=day, number=number, percent=percent)
