"""The page of all figures, the same as files, and what the team shows of short texts: apart from voting, in routes.py."""

from flask import Response, abort, request
from flask_login import current_user

from app import kinds
from app.extensions import db
from app.kinds.polls.asking import TEXT, PollQuestion
from app.kinds.polls.figures import as_csv, as_json, texts_as_csv
from app.kinds.polls.queries import panel
from app.kinds.polls.quotes import quotes_in, set_quotes
from app.kinds.polls.splits import shown_splits
from app.kinds.polls.tally import mark_of, texts_in
from app.permissions import can_read_texts, can_see_results, find_topic, require
from app.web.rendering import render, see_other

TEXTS_SHOWN = 50


def add_results(bp):
    """Give the polls' blueprint these routes."""
    bp.get("/polls/<int:topic_id>/results")(results)
    bp.get("/polls/<int:topic_id>/results.<any(csv,json):form>")(results_file)
    bp.get("/polls/<int:topic_id>/texts/<int:question_id>")(texts)
    bp.post("/polls/<int:topic_id>/texts/<int:question_id>")(choose_texts)
    bp.get("/polls/<int:topic_id>/texts/<int:question_id>.csv")(texts_file)


def results(topic_id):
    topic, shown = _find(topic_id)
    return render("kinds/polls/results.html", topic=topic, panel=shown, turnout=shown_splits(shown["view"].turnout))


def results_file(topic_id, form):
    topic, shown = _find(topic_id)
    if form == "json":
        return _file(as_json(topic, shown["view"]), "application/json", f"{topic.slug}.json")
    return _file(as_csv(topic, shown["view"]), "text/csv", f"{topic.slug}.csv")


def texts(topic_id, question_id):
    topic, question = _find_texts(topic_id, question_id)
    page = max(1, request.args.get("page", 1, type=int))
    found = texts_in(topic.poll, question.id)[TEXTS_SHOWN * (page - 1) :]
    return render(
        "kinds/polls/texts.html",
        topic=topic,
        question=question,
        texts=[(mark_of(topic.poll, text), text) for text in found[:TEXTS_SHOWN]],
        shown=quotes_in(topic.poll).get(question.id, ()),
        page=page,
        has_more=len(found) > TEXTS_SHOWN,
    )


def choose_texts(topic_id, question_id):
    topic, question = _find_texts(topic_id, question_id)
    marked = {mark_of(topic.poll, text): text for text in texts_in(topic.poll, question.id)}
    offered, wanted = (
        [marked[mark] for mark in request.form.getlist(name) if mark in marked] for name in ("offered", "quote")
    )
    set_quotes(topic, question, offered, wanted, by=current_user)
    db.session.commit()
    return see_other(f"/polls/{topic.id}/results")


def texts_file(topic_id, question_id):
    topic, question = _find_texts(topic_id, question_id)
    content = texts_as_csv(question.text or topic.title, texts_in(topic.poll, question.id))
    return _file(content, "text/csv", f"{topic.slug}-answers.csv")


def _find(topic_id):
    """The poll and what this reader may see of it, for who may see its results."""
    topic = find_topic(topic_id, kinds.KINDS["polls"])
    shown = panel(topic, current_user)
    require(can_see_results(current_user, topic, shown["view"].has_voted))
    return topic, shown


def _find_texts(topic_id, question_id):
    topic = find_topic(topic_id, kinds.KINDS["polls"])
    require(can_read_texts(current_user, topic))
    question = db.session.get(PollQuestion, question_id)
    if question is None or question.poll_id != topic.id or question.kind != TEXT:
        abort(404)
    return topic, question


def _file(content, mimetype, name):
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
