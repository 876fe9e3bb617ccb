"""Sheet: what a member has answered so far, carried from page to page in the form itself.

So nothing is stored before the last page, and nothing of a member who stops on the way.
"""

from flask import request

from app.insights.concepts.forms import NONE, ChoiceForm, RatingForm


class Sheet:
    """The concepts of one member in their order, each with its form, and the choice between them at the end."""

    def __init__(self, concepts):
        self.concepts = concepts
        self.forms = [RatingForm(prefix=f"concept-{concept.id}-") for concept in concepts]
        self.rated = 0
        for form in self.forms:
            if not self._is_answered(form):
                break
            self.rated += 1

    def _is_answered(self, form):
        """Only what was on an earlier page is looked at: an untouched form has nothing to mend yet."""
        return form.score.name in request.form and form.validate()

    @property
    def current(self):
        """(number from 1, concept, form) of the page to show; None when all are rated."""
        if self.rated == len(self.concepts):
            return None
        form = self.forms[self.rated]
        if request.form.get("page") == str(self.rated + 1):
            form.validate()
        return self.rated + 1, self.concepts[self.rated], form

    @property
    def answered(self):
        """The forms of earlier pages, for this page to carry on."""
        return self.forms[: self.rated]

    def choice(self):
        """The form of the last page, with what is wrong when it was sent."""
        form = ChoiceForm.between(self.concepts)
        if "chosen" in request.form or request.form.get("page") == "choice":
            form.validate()
        return form

    @property
    def ratings(self):
        rows = zip(self.concepts, self.forms, strict=True)
        return [(concept.id, int(form.score.data), form.why.data) for concept, form in rows]

    @property
    def chosen_id(self):
        """Of the validated choice; None for none of them."""
        chosen = ChoiceForm.between(self.concepts).chosen.data
        return None if chosen == NONE else chosen
