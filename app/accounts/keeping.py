"""Words that were sent after a session ended: shown on the sign-in page's way and sent afterwards.

It stands apart because every writing form of the house may end here. Nothing is stored: what was typed
travels in hidden fields, and only to addresses of this site.
"""

from flask import render_template

from app.web.rendering import wants_fragment

MOST_CARRIED = 60_000


def keep_words(path, typed):
    """The sign-in page with what was typed carried along; after signing in it can be sent."""
    from app.accounts.forms import SignInForm

    form = SignInForm(formdata=None)
    carried = typed if sum(len(value) for _, value in typed) <= MOST_CARRIED else []
    page = render_template("accounts/sign_in.html", form=form, resume=path, carried=carried)
    if wants_fragment():
        # htmx swaps no 401; the whole page takes the place of the form, with the words in it.
        return (
            page,
            200,
            {"HX-Retarget": "body", "HX-Reswap": "innerHTML", "Cache-Control": "private, no-store"},
        )
    return page, 401


def carried_fields(form):
    """The carried (name, value) pairs in a sent sign-in form."""
    return [
        (name.removeprefix("carried-"), value)
        for name, value in form.items(multi=True)
        if name.startswith("carried-")
    ]
