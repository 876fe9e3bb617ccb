"""The form of what a member wants by mail."""

from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from app.site import current_site
from app.web.forms import HouseForm


class MailWishesForm(HouseForm):
    """At once, once a day, once a week, and where it is 17:00."""

    at_once = BooleanField(
        _l("At once, when somebody speaks to me"),
        description=_l("Mentions, and answers to my own questions."),
    )
    daily = BooleanField(
        _l("Once a day, at 17:00"),
        description=_l("Everything else around my own words. Nothing on days without news."),
    )
    weekly = BooleanField(
        _l("The week, on Thursdays at 17:00"),
        description=_l("What was talked of most. It pauses when I have not been here for 90 days."),
    )
    timezone = SelectField(_l("Time zone"))

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        zones = [zone for zone in sorted(available_timezones()) if "/" in zone and "Etc" not in zone]
        usual = SelectChoice("", _("Like here: %(zone)s", zone=current_site().timezone))
        self.timezone.choices = [usual, *(SelectChoice(zone, zone) for zone in [*zones, "UTC"])]
        self.timezone.data = self.timezone.data or ""

    @property
    def wanted(self):
        """What was said, by the names of MailWishes."""
        names = ("at_once", "daily", "weekly")
        return {name: self[name].data for name in names} | {"timezone": self.timezone.data or None}
