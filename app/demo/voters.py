"""What the guests of the café answer in its polls: as many voices as the story says, or as it says they lean."""

from app.extensions import db
from app.kinds.polls.asking import DOTS, MULTIPLE, RANKING, TEXT, PollOption, PollQuestion
from app.kinds.polls.ballots import rows_for


def plan_answers(chance, ballot):
    """One entry a ballot: for each question the places of its options (dots: place by place; a text: itself)."""
    if ballot.asked:
        return [_leaning(chance, ballot) for _ in range(ballot.voices)]
    voices = [place for place, count in enumerate(ballot.counts) for _ in range(count)]
    chance.shuffle(voices)
    return [[sorted(chosen)] for chosen in _share_out(voices, ballot.most)]


def rows_of(poll, given):
    """The rows of a ballot, for `cast_ballot`."""
    query = db.select(PollQuestion, PollOption.id).outerjoin(PollOption, PollOption.question_id == PollQuestion.id)
    query = query.where(PollQuestion.poll_id == poll.topic_id).order_by(PollQuestion.position, PollOption.position)
    options = {}
    for question, option_id in db.session.execute(query):
        options.setdefault(question, []).append(option_id)
    answers = zip(options.items(), given, strict=True)
    return [row for (question, ids), answer in answers for row in _rows(question, ids, answer)]


def _rows(question, ids, answer):
    if question.kind == TEXT:
        said = {"question_id": question.id, "place": 0, "option_id": None, "dots": 0, "text": answer}
        return [said] if answer else []
    if question.kind == DOTS:
        rows = rows_for(question.id, [ids[place] for place in sorted(set(answer))])
        return [row | {"dots": answer.count(ids.index(row["option_id"]))} for row in rows]
    return rows_for(question.id, [ids[place] for place in answer])


def _leaning(chance, ballot):
    return [_answer(chance, asked, leaning) for asked, leaning in zip(ballot.asked, ballot.leaning, strict=True)]


def _answer(chance, asked, leaning):
    if asked.kind == TEXT:
        return chance.choice(leaning)
    places = range(len(leaning))
    if asked.kind == DOTS:
        return chance.choices(places, leaning, k=asked.most)
    by_wish = sorted(places, key=lambda place: -leaning[place] * chance.random())
    if asked.kind == RANKING:
        return by_wish[: chance.randint(2, len(by_wish))]
    if asked.kind == MULTIPLE:
        return sorted(by_wish[: chance.randint(asked.fewest, 2)])
    return chance.choices(places, leaning)


def _share_out(voices, most):
    """Ballots of up to `most` different options that together hold these voices."""
    ballots = []
    for voice in voices:
        open_one = next((ballot for ballot in ballots if len(ballot) < most and voice not in ballot), None)
        if open_one is None or most == 1:
            ballots.append({voice})
        else:
            open_one.add(voice)
    return ballots
