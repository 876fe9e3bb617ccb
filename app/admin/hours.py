"""When the business is open: hours of every day, and days on which it is closed.

Its own file because a week has seven fields of a kind of its own.
"""

from datetime import date

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import StringField, TextAreaField, ValidationError

from app.audit.models import audit
from app.events.models import record
from app.extensions import db
from app.hours import read_day, write_day
from app.permissions import can_administer, require
from app.site import current_site
from app.web.forms import HouseForm, Words
from app.web.rendering import render, see_other

bp = Blueprint("hours", __name__)
MOST_HOLIDAYS = 200


class HoursField(StringField):
    """One day, like 9:00–12:30, 14:00–18:00; `data` is what `read_day` reads."""

    def pre_validate(self, form):
        try:
            self.data = write_day(read_day(self.data or ""))
        except ValueError:
            raise ValidationError(_l("Please write it like 9:00–18:00, or 9:00–12:30, 14:00–18:00.")) from None


class HoursForm(HouseForm):
    """A week and its exceptions; all days empty: always open."""

    monday = HoursField(_l("Monday"), [Words(0, 100)])
    tuesday = HoursField(_l("Tuesday"), [Words(0, 100)])
    wednesday = HoursField(_l("Wednesday"), [Words(0, 100)])
    thursday = HoursField(_l("Thursday"), [Words(0, 100)])
    friday = HoursField(_l("Friday"), [Words(0, 100)])
    saturday = HoursField(_l("Saturday"), [Words(0, 100)])
    sunday = HoursField(_l("Sunday"), [Words(0, 100)])
    holidays = TextAreaField(_l("Closed on"), description=_l("Holidays and leave, one day a line, like 2026-12-25."))

    @property
    def days(self):
        """The seven fields from Monday on."""
        return [self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday]

    def validate_holidays(self, field):
        lines = [line.strip() for line in (field.data or "").split("\n") if line.strip()]
        try:
            self.dates = sorted({date.fromisoformat(line).isoformat() for line in lines})
        except ValueError:
            raise ValidationError(_l("Please write one date a line, like 2026-11-30.")) from None
        if len(self.dates) > MOST_HOLIDAYS:
            raise ValidationError(_l("Please name at most %(n)s days.", n=MOST_HOLIDAYS))


@bp.get("/admin/hours")
def hours():
    require(can_administer(current_user))
    site = current_site()
    form = HoursForm(formdata=None, holidays="\n".join(site.holidays or ()))
    for field, day in zip(form.days, site.opening_hours or (), strict=False):
        field.data = day
    return _page(form)


@bp.post("/admin/hours")
def change_hours():
    require(can_administer(current_user))
    form, site = HoursForm(), current_site()
    if not form.validate():
        return _page(form, status=422)
    week = [field.data for field in form.days]
    before = _said(site.opening_hours, site.holidays)
    site.opening_hours, site.holidays = (week if any(week) else []), form.dates
    after = _said(site.opening_hours, site.holidays)
    if after != before:
        record("site.changed", actor=current_user)
        audit("site.changed", actor=current_user, before=before, after=after)
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other("/admin/hours")


def _page(form, status=200):
    return render("admin/hours.html", form=form, status=status)


def _said(week, holidays):
    return f"opening hours: {'; '.join(week or ())}, closed: {' '.join(holidays or ())}"
