"""What the log keeps of safety: one JSON line each, with the request's number and nothing that was typed."""

import json
import logging

import pytest


@pytest.fixture
def noted(caplog):
    """noted(): what was noted so far, as facts."""
    caplog.set_level(logging.INFO, "earshot.security")
    return lambda: [json.loads(record.getMessage()) for record in caplog.records if record.name == "earshot.security"]


def test_i4_refusals_are_noted_without_what_was_typed(sign_in, visitor, ben, dora, make_topic, noted):
    topic = make_topic("discussions", dora)
    browser = sign_in(ben)
    assert browser.post(f"/topics/{topic.id}/pin", {"on": "1"}).status_code == 403
    assert visitor.post(f"/topics/{topic.id}/posts", {"body": "My deepest secret"}).status_code in (303, 401)
    assert browser.post(f"/topics/{topic.id}/posts", {"body": "My deepest secret", "csrf_token": "wrong"}, token=False).status_code == 400
    said = noted()
    assert [(line["event"], line["rule"]) for line in said] == [
        ("denied", "/topics/<int:topic_id>/pin"),
        ("sign_in_needed", "/topics/<int:topic_id>/posts"),
        ("form_refused", "/topics/<int:topic_id>/posts"),
    ]
    assert (said[0]["member"], said[1]["member"], said[0]["method"]) == (ben.id, None, "POST")
    assert len({line["request"] for line in said}) == 3 and "secret" not in json.dumps(said)


def test_i4_limits_and_what_is_given_up_are_noted(make_app, people, noted, app, db):
    from app.events.models import record
    from app.events.readers import Reader, run_reader

    limited = make_app(RATELIMIT_ENABLED=True).test_client()
    while limited.get("/search?q=milk").status_code == 200 and len(noted()) < 1:
        pass
    assert noted()[-1]["event"] == "too_fast"

    def fail(events):
        raise RuntimeError("no")

    record("site.changed")
    db.session.commit()
    with pytest.raises(RuntimeError):
        run_reader(Reader("failing", fail))
    assert noted()[-1] == {"event": "reader_failed", "reader": "failing", "error": "RuntimeError"}
