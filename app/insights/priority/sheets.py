"""Sheet: what a member has chosen so far, carried from screen to screen in the form itself; stored at the end alone."""

from flask import request

from app.insights.priority.forms import ScreenForm


class Sheet:
    """The screens of one member in their order, as (touchpoints, form)."""

    def __init__(self, screens):
        self.screens = screens
        self.forms = [ScreenForm.between(number, touchpoints) for number, touchpoints in enumerate(screens, start=1)]
        self.done = 0
        for form in self.forms:
            # Only what was on an earlier page is looked at: an untouched form has nothing to mend yet.
            if form.best.name not in request.form or not form.validate():
                break
            self.done += 1

    @property
    def current(self):
        """(number from 1, form) of the screen to show; None when all are answered."""
        if self.done == len(self.screens):
            return None
        form = self.forms[self.done]
        if request.form.get("screen") == str(self.done + 1):
            form.validate()
        return self.done + 1, form

    @property
    def answered(self):
        """The forms of earlier screens, for this page to carry on."""
        return self.forms[: self.done]

    @property
    def choices(self):
        """As `finish_run` takes them."""
        rows = zip(self.screens, self.forms, strict=True)
        return [([each.id for each in touchpoints], form.best.data, form.worst.data) for touchpoints, form in rows]
