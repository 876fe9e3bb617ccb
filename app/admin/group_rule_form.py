"""The form of a group's rule. Apart from the others because it has fields for whatever the owner asks members."""

from datetime import UTC, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from app.accounts.roles import ROLE_NAMES
from app.admin.forms import MultiCheckboxField
from app.attributes.forms import NumberField
from app.attributes.models import CHOICE, NUMBER
from app.groups.rules import ACT_NAMES
from app.web.forms import HouseForm

LONGEST_DAYS, LARGEST = 3650, 100_000


class GroupRuleForm(HouseForm):
    """What a member must fulfil. After validation `conditions` and `wanted` are what `set_rule` takes."""

    attributes = ()

    roles = MultiCheckboxField(_l("One of these roles"), choices=[SelectChoice(*role) for role in ROLE_NAMES.items()])
    act = SelectField(_l("What they did"), choices=[SelectChoice("", _l("Anything or nothing")), *(SelectChoice(*act) for act in ACT_NAMES.items())], default="")
    act_count = IntegerField(_l("At least so many"), [Optional(), NumberRange(1, LARGEST)], default=1)
    act_days = IntegerField(_l("In the last days"), [Optional(), NumberRange(1, LONGEST_DAYS)], default=30)
    joined_from = DateField(_l("Joined on this day or later"), [Optional()])
    joined_until = DateField(_l("Joined on this day or before"), [Optional()])
    least_days = IntegerField(_l("Here for at least so many days"), [Optional(), NumberRange(1, LONGEST_DAYS)])
    most_days = IntegerField(_l("Here for at most so many days"), [Optional(), NumberRange(1, LONGEST_DAYS)])

    def validate(self, **more):
        if not super().validate(**more):
            return False
        if self.is_empty:
            self.form_errors = [*self.form_errors, _l("Please set at least one condition: else everybody would belong.")]
        return not self.is_empty

    @property
    def is_empty(self):
        given = (self.roles, self.act, self.joined_from, self.joined_until, self.least_days, self.most_days)
        return not any(field.data for field in given) and not self.wanted

    @property
    def conditions(self):
        return {
            "roles": f",{','.join(self.roles.data)}," if self.roles.data else "",
            "act": self.act.data,
            "act_count": self.act_count.data or 1,
            "act_days": self.act_days.data or 30,
            "joined_from": _begin_of(self.joined_from.data),
            "joined_until": _begin_of(self.joined_until.data and self.joined_until.data + timedelta(days=1)),
            "least_days": self.least_days.data,
            "most_days": self.most_days.data,
        }

    @property
    def wanted(self):
        return [each for attribute in self.attributes for each in self._wanted_of(attribute)]

    def _wanted_of(self, attribute):
        if attribute.kind == CHOICE:
            options = self[f"options_{attribute.id}"].data or ()
            return [{"attribute_id": attribute.id, "option": option} for option in options]
        least, most = (self[f"{bound}_{attribute.id}"].data for bound in ("least", "most"))
        if least is None and most is None:
            return []
        bounds = {"least": least if least is None else float(least), "most": most if most is None else float(most)}
        return [{"attribute_id": attribute.id, **bounds}]

    def fields_of(self, attribute):
        """The fields of one question, for the page."""
        names = ("options",) if attribute.kind == CHOICE else ("least", "most")
        return [self[f"{name}_{attribute.id}"] for name in names]


def rule_form(attributes, rule=None, wanted=(), **more):
    """The form with fields for these questions, filled in with a rule that is there."""
    usable = [attribute for attribute in attributes if attribute.kind in (CHOICE, NUMBER)]
    fields, data = {"attributes": usable}, _data_of(rule)
    for attribute in usable:
        fields |= _fields_of(attribute)
        data |= _answers_of(attribute, [each for each in wanted if each.attribute_id == attribute.id])
    form = type("RuleForm", (GroupRuleForm,), fields)(data=data, **more)
    for attribute in usable:
        _name_fields(form, attribute)
    return form


def _fields_of(attribute):
    if attribute.kind == CHOICE:
        return {f"options_{attribute.id}": MultiCheckboxField()}
    return {f"{name}_{attribute.id}": NumberField(validators=[Optional()], places=None) for name in ("least", "most")}


def _name_fields(form, attribute):
    if attribute.kind == CHOICE:
        (options,) = form.fields_of(attribute)
        options.label.text = attribute.question
        options.choices = [SelectChoice(text, text) for text in attribute.options]
    else:
        least, most = form.fields_of(attribute)
        least.label.text = _("%(question)s At least", question=attribute.question)
        most.label.text = _("%(question)s At most", question=attribute.question)


def _answers_of(attribute, wanted):
    if attribute.kind == CHOICE:
        return {f"options_{attribute.id}": [each.option for each in wanted]}
    return {f"{name}_{attribute.id}": getattr(wanted[0], name) for name in ("least", "most") if wanted}


def _data_of(rule):
    if rule is None:
        return {}
    names = ("act", "act_count", "act_days", "joined_from", "least_days", "most_days")
    until = rule.joined_until and rule.joined_until - timedelta(days=1)
    return {name: getattr(rule, name) for name in names} | {"roles": rule.role_names, "joined_until": until}


def _begin_of(day):
    return day and datetime.combine(day, time(), UTC)
