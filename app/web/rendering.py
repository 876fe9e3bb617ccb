"""Pages and fragments from one template: the block named like the target element is the fragment."""

import re
from urllib.parse import urlsplit

from flask import current_app, make_response, redirect, request
from flask import render_template as _render_page


def wants_fragment():
    """Whether htmx asked for a part of a page; a history restore or a plain browser wants all of it."""
    return bool(request.htmx) and not request.htmx.history_restore_request and not request.htmx.boosted


def target_id():
    """The id of the element htmx will swap: version 4 sends "tag#id"."""
    return (request.headers.get("HX-Target") or "").rpartition("#")[2]


def block_name(id):
    """The block behind an element's id: "post-menu-12" is the block post_menu, for whichever post."""
    return re.sub(r"-\d+$", "", id).replace("-", "_")


def render(template, *, status=200, **variables):
    """The whole page, or only the block named like the HX-Target id when htmx asks for one."""
    if wants_fragment():
        page = current_app.jinja_env.get_template(template)
        block = page.blocks.get(block_name(target_id()))
        if block is not None:
            current_app.update_template_context(variables)
            context = page.new_context(variables)
            _run_head(page, context)
            return _fragment("".join(block(context)), status)
    response = make_response(_render_page(template, **variables), status)
    response.vary.update(("HX-Request", "HX-Request-Type"))
    return response


def _run_head(page, context):
    """Let a page set and import what stands above its blocks: its own code runs until the layout's first words."""
    running = page.root_render_func(context)
    next(running)
    running.close()


def reply(fragment, *, or_redirect, status=200, **variables):
    """After an act: the fragment to htmx, a 303 to a plain browser."""
    if wants_fragment():
        return _fragment(_render_page(fragment, **variables), status)
    return see_other(or_redirect)


def see_other(url):
    """A 303 for a plain browser, or the same as htmx understands it."""
    if wants_fragment():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = url
        return _mark_fragment(response)
    return redirect(url, 303)


def behind_secret(answer):
    """A page whose address is a secret: it is stored nowhere, and no link on it tells where one came from."""
    response = make_response(answer)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _fragment(html, status):
    return _mark_fragment(make_response(html, status))


def _mark_fragment(response):
    response.vary.update(("HX-Request", "HX-Request-Type"))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def came_from(fallback):
    """The path of the page a form was sent from, when it is ours; else the fallback."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc == request.host:
        return referrer.path + (f"?{referrer.query}" if referrer.query else "")
    return fallback
