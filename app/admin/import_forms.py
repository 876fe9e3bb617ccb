"""The forms of the import page: a file with its board, and which of its columns holds what."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.exchange.ideas_table import FIELDS
from app.web.forms import HouseForm, Words

LARGEST_FILE = 2 * 1024 * 1024


class ImportForm(HouseForm):
    """A CSV file, and the board of ideas it is for."""

    file = FileField(_l("File"), description=_l("CSV, as spreadsheets save it, up to 2 MB. The posts.csv of Fider is known."))
    board = StringField(_l("Board"), [Words(2, 60)], description=_l("A board of ideas; one that is not there yet is made."))

    def validate_file(self, field):
        sent = field.data
        if not sent or not sent.filename:
            raise ValidationError(_l("Please choose a file."))
        self.file_name = sent.filename
        self.content = sent.stream.read(LARGEST_FILE + 1)
        if len(self.content) > LARGEST_FILE:
            raise ValidationError(_l("This file is larger than 2 MB. Larger ones come in with bin/earshot import ideas."))


class ColumnsForm(HouseForm):
    """One choice for each field: which column holds it, or none."""

    @classmethod
    def of(cls, names, chosen=None):
        """The form for a file with these columns; `chosen` is what is shown, without it what was sent."""

        class OfFile(cls):
            pass

        for field, (words, _known) in FIELDS.items():
            choices = [SelectChoice("", _l("Not in the file")), *(SelectChoice(name, name) for name in names if name)]
            setattr(OfFile, field, SelectField(words, choices=choices, validate_choice=False))
        return OfFile() if chosen is None else OfFile(formdata=None, data=chosen)

    @property
    def chosen(self):
        """{field: column}; a column that is not in the file is left out where the file is read."""
        return {field: self[field].data for field in FIELDS if self[field].data}

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        if fine and not self["title"].data:
            self["title"].errors = [_l("Please choose the column of the title.")]
            return False
        return fine
