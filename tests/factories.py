"""Making things for tests the way the routes make them."""

from datetime import timedelta

from app.boards.models import PUBLIC, open_board
from app.database import now
from app.extensions import db
from app.follows.models import follow_by_writing, follow_own_topic
from app.kinds import KINDS
from app.posts.models import add_post, open_topic
from app.uploads.models import PICTURE, keep_upload
from app.uploads.pictures import NewPicture
from app.votes.models import give_first_vote


def make_board(kind="discussions", name=None, *, audience=PUBLIC, group=None):
    """A board, committed."""
    board = open_board(name or f"{kind.title()}", kind, audience=audience, group_id=group.id if group else None)
    db.session.commit()
    return board


def make_topic(board, author, title="A longer counter", body="It is crowded in the morning.", *, tags=(), hidden=False, **part):
    """A topic with its part, committed; `part` sets columns of the part."""
    kind = KINDS[board.kind]
    votes = int(kind.author_votes)
    topic = open_topic(board, author, title, body, tags=tags, votes=votes, heat=kind.first_heat, hidden=hidden)
    kind.open(topic)
    follow_own_topic(topic, author)
    if kind.author_votes:
        give_first_vote(topic, author)
    db.session.flush()
    for name, value in part.items():
        setattr(kind.part_of(topic), name, value)
    db.session.commit()
    return topic


def make_poll(board, author, options=("Oat", "Soy"), title="Which milk?", *, choice="single", fewest=1, most=1, asked=(), **part):
    """An open poll, committed: one question with these options, or those of `asked`."""
    from app.kinds.polls.asking import Asked
    from app.kinds.polls.models import Poll

    topic = open_topic(board, author, title, "Please choose.")
    values = {"closes_at": now() + timedelta(days=7), "decides": "Which milk we buy", "decided_by": "Ada"}
    topic.poll = Poll(topic_id=topic.id, **(values | part))
    db.session.flush()
    one = [Asked(choice, options=tuple(options), fewest=fewest, most=most)] if options else []
    topic.poll.ask(asked or one)
    db.session.commit()
    return topic


def cast(topic, member, *answers):
    """A ballot, not committed: an answer for each question in their order, None where one is left out.

    An answer is an option's text, several in their order, {text: dots}, or what is written.
    """
    from app.kinds.polls.asking import TEXT, PollOption, PollQuestion
    from app.kinds.polls.ballots import cast_ballot

    asked = db.select(PollQuestion).where(PollQuestion.poll_id == topic.id).order_by(PollQuestion.position)
    rows = []
    for question, answer in zip(db.session.scalars(asked).all(), answers, strict=True):
        options = db.select(PollOption.text, PollOption.id).where(PollOption.question_id == question.id)
        ids = dict(db.session.execute(options).all())
        row = {"question_id": question.id, "place": 0, "option_id": None, "dots": 0, "text": ""}
        if question.kind == TEXT:
            rows += [row | {"text": answer}] if answer else []
        else:
            chosen = [answer] if isinstance(answer, str) else answer or ()
            dots = answer if isinstance(answer, dict) else {}
            rows += [row | {"place": n, "option_id": ids[text], "dots": dots.get(text, 0)} for n, text in enumerate(chosen)]
    cast_ballot(topic.poll, member, rows)


def make_reply(topic, author, body="Yes, please.", *, parent=None):
    """A reply, answer or comment, committed."""
    post = add_post(topic, author, body, parent=parent)
    follow_by_writing(topic, author)
    db.session.commit()
    return post


def make_upload(member, kind=PICTURE, *, width=800, height=600):
    """A picture of its own on the disk, in no post yet; flushed."""
    picture = NewPicture(width, height, {"": b"a picture", "-480": b"small", "-72": b"tiny"})
    upload = keep_upload(member, picture, kind=kind)
    db.session.flush()
    return upload


def make_concept_test(concepts=("Oat", "Soy", "Pea", "Rice"), *, opens_in=-1, title="Which milk?", **more):
    """A concept test that opened so many days ago, or is still to come, for two weeks; committed."""
    from app.insights.concepts.models import Concept, ConceptTest

    opens_at = now() + timedelta(days=opens_in)
    times = {"opens_at": opens_at, "closes_at": opens_at + timedelta(days=14)}
    test = ConceptTest(title=title, question="How much do you like this?", **(times | more))
    test.concepts = [Concept(position=n, title=name, body=f"Milk of {name}.") for n, name in enumerate(concepts)]
    db.session.add(test)
    db.session.commit()
    return test
