"""Tells the writer's next page that a text was taken, so that the draft on the device may go.

It stands apart because every form that keeps a draft may end here, also the pages that send a text again.
"""

import re

from flask import request, session

# What static/js/elements/keep-draft.js calls a draft: member, form, page.
DRAFT = re.compile(r"[\w:-]{1,120}")


def note_sent_draft(response):
    """After a request: a redirect is how the house says that a form was taken; everything else is no."""
    if request.method == "POST" and response.status_code == 303 and DRAFT.fullmatch(request.form.get("draft", "")):
        session["sent_draft"] = request.form["draft"]
    return response
