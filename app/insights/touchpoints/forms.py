"""The form of a touchpoint: a name for each language of the house, its stage and its place there."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from app.insights.touchpoints.models import STAGE_NAMES, STAGES
from app.site import LANGUAGES, current_site
from app.web.forms import HouseForm, Words

NAME_LABELS = {"en": _l("Name in English"), "de": _l("Name in German")}


class TouchpointForm(HouseForm):
    """The name in the site's language is needed; another one is shown to readers of that language."""

    stage = RadioField(
        _l("Stage of the journey"),
        choices=[SelectChoice(*stage) for stage in STAGE_NAMES.items()],
        default=STAGES[0],
    )
    position = IntegerField(
        _l("Place within the stage"), [Optional(), NumberRange(0, 999)], description=_l("Small numbers come first.")
    )

    asks_members = BooleanField(_l("Ask members in the app too, beside the poster"), default=True)

    def __init__(self, *args, obj=None, **more):
        super().__init__(*args, obj=obj, **more)
        if obj is not None:
            for language, field in self.name_fields():
                field.data = field.data if field.raw_data else obj.names.get(language, "")

    def name_fields(self):
        """(language, field) of each name, the site's language first."""
        own = current_site().language
        return [(each, self[f"name_{each}"]) for each in sorted(LANGUAGES, key=lambda each: each != own)]

    @property
    def names(self):
        """{language: name} as the model keeps them."""
        return {language: field.data for language, field in self.name_fields() if field.data}


class NameIfOurs(Words):
    """Validator: a name, which may be missing only in languages that are not the site's."""

    def __init__(self, language):
        super().__init__(0, 60)
        self.language = language

    def __call__(self, form, field):
        super().__call__(form, field)
        if not field.data and current_site().language == self.language:
            raise ValidationError(_l("Please write what your customers call it."))


for _language in LANGUAGES:
    setattr(TouchpointForm, f"name_{_language}", StringField(NAME_LABELS[_language], [NameIfOurs(_language)]))
