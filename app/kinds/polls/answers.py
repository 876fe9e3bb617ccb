"""Reading and checking what somebody answers, question by question. Apart from the forms: it makes its own fields.

The fields are `option` (`option-7` where there are several questions; 7 is the question), `rank-12` and `dots-12`
(12 is the option) and `text-7`. Answers to the pages of a survey that came before travel in the page itself, in
hidden fields, and are kept nowhere else: a server that kept half a secret ballot would know whose it is.
"""

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from app.kinds.polls.asking import CSAT, DOTS, LONGEST_ANSWER, MULTIPLE, NPS, RANKING, SCALE, SINGLE, TEXT
from app.kinds.polls.ballots import rows_for
from app.web.text import is_visible, normalise

MOST_DIGITS = 9


class Ballot:
    """The answers of one reader to the questions (`QuestionView`) of a poll: as sent, or as they were given before.

    After `check` `rows` are the ballot, `errors` say beside which question what is to mend, by the question's id.
    """

    def __init__(self, questions, sent=None):
        self.questions = questions
        self.sent = MultiDict(self._given_before() if sent is None else sent)
        self.rows, self.errors = [], {}

    def check(self, questions=None):
        """Whether the answers to these questions (all, where none are named) can be counted."""
        self.rows, self.errors = [], {}
        for asked in self.questions if questions is None else questions:
            try:
                self.rows += READERS[asked.question.kind](self, asked)
            except ValidationError as error:
                self.errors[asked.question.id] = str(error)
        if not self.errors and not self.rows and questions is None:
            self.errors[self.questions[0].question.id] = _("Please answer at least one question.")
        return not self.errors

    def name(self, question):
        """The name of a question's field. The only question of a poll needs no number."""
        if question.kind == TEXT:
            return f"text-{question.id}"
        return "option" if len(self.questions) == 1 else f"option-{question.id}"

    def has(self, question, option):
        """Whether this option was chosen."""
        return str(option.id) in self.sent.getlist(self.name(question))

    def skips(self, question):
        """Whether "no answer" was chosen."""
        return "" in self.sent.getlist(self.name(question))

    def rank(self, option):
        """The place that a ranking gives to this option, from 1; None where it has none."""
        return _number(self.sent.get(f"rank-{option.id}"))

    def dots(self, option):
        """How many dots this option gets."""
        return _number(self.sent.get(f"dots-{option.id}")) or 0

    def text(self, question):
        return self.sent.get(f"text-{question.id}", "")

    def fields_of(self, questions):
        """What was answered to these questions, as (name, value) for hidden fields."""
        names = {name for asked in questions for name in self._names(asked)}
        return [(name, value) for name in sorted(names) for value in self.sent.getlist(name)]

    def _names(self, asked):
        kind = {RANKING: "rank", DOTS: "dots"}.get(asked.question.kind)
        return [f"{kind}-{option.id}" for option in asked.options] if kind else [self.name(asked.question)]

    def _given_before(self):
        for asked in self.questions:
            for row in asked.mine:
                yield from self._as_field(asked.question, row)

    def _as_field(self, question, row):
        if question.kind == RANKING:
            yield f"rank-{row.option_id}", str(row.place + 1)
        elif question.kind == DOTS:
            yield f"dots-{row.option_id}", str(row.dots)
        else:
            yield self.name(question), row.text if question.kind == TEXT else str(row.option_id)


def page_to_show(view, ballot):
    """The page of a survey that comes next, counted from 1; None when the whole ballot can be counted.

    `page` is the one that was sent, `go` whether somebody turns to the one before or after it.
    """
    last, go = len(view.pages), ballot.sent.get("go")
    page = min(max(_number(ballot.sent.get("page"), 1) or 1, 1), last)
    if go == "back":
        return max(1, page - 1)
    is_over = go != "next" or page == last
    so_far = None if is_over else [asked for on_page in view.pages[:page] for asked in on_page]
    if ballot.check(so_far):
        return None if is_over else page + 1
    pages = enumerate(view.pages, 1)
    return next(number for number, on_page in pages if any(a.question.id in ballot.errors for a in on_page))


def _read_choice(ballot, asked):
    question, known = asked.question, {option.id for option in asked.options}
    chosen = {_number(value, -1) for value in ballot.sent.getlist(ballot.name(question)) if value}
    if chosen - known:
        raise ValidationError(_("Please choose from the options on this page."))
    if _is_left_out(question, chosen):
        return []
    if len(chosen) < question.fewest:
        few = _("Please choose one.") if question.fewest == 1 else _("Please choose at least %(n)s.", n=question.fewest)
        raise ValidationError(few)
    if len(chosen) > question.most:
        raise ValidationError(_("Please choose at most %(n)s.", n=question.most))
    return rows_for(question.id, sorted(chosen))


def _read_ranking(ballot, asked):
    question = asked.question
    places = {option.id: _number(ballot.sent.get(f"rank-{option.id}"), -1) for option in asked.options}
    ranked = sorted((place, id) for id, place in places.items() if place is not None)
    if any(not 1 <= place <= len(places) for place, _id in ranked):
        raise ValidationError(_("Please choose places from 1 to %(n)s.", n=len(places)))
    if _is_left_out(question, ranked):
        return []
    if len({place for place, _id in ranked}) < len(ranked):
        raise ValidationError(_("Two have the same place. Please give each a place of its own."))
    if len(ranked) < question.fewest:
        raise ValidationError(_("Please give a place to at least %(n)s.", n=question.fewest))
    return rows_for(question.id, [id for _place, id in ranked])


def _read_dots(ballot, asked):
    question = asked.question
    dots = {option.id: _number(ballot.sent.get(f"dots-{option.id}"), -1) or 0 for option in asked.options}
    if min(dots.values(), default=0) < 0:
        raise ValidationError(_("Please write whole numbers from 0 on."))
    given = {id: number for id, number in sorted(dots.items()) if number}
    if _is_left_out(question, given):
        return []
    if sum(given.values()) > question.most:
        left = {"given": sum(given.values()), "most": question.most}
        raise ValidationError(_("You have given %(given)s of %(most)s dots. Please take some back.", **left))
    if not given:
        raise ValidationError(_("Please give away at least one dot."))
    return [row | {"dots": given[row["option_id"]]} for row in rows_for(question.id, given)]


def _read_text(ballot, asked):
    question = asked.question
    text = normalise(ballot.text(question)).strip()
    text = text if any(map(is_visible, text)) else ""
    if _is_left_out(question, text):
        return []
    if not text:
        raise ValidationError(_("Please fill this in."))
    if len(text) > LONGEST_ANSWER:
        raise ValidationError(_("Please write at most %(n)s characters.", n=LONGEST_ANSWER))
    return [{"question_id": question.id, "place": 0, "option_id": None, "dots": 0, "text": text}]


def _is_left_out(question, answer):
    return not answer and not question.is_required


def _number(value, otherwise=None):
    """A whole number that was sent; None for nothing, and `otherwise` for what is none."""
    value = (value or "").strip()
    if not value:
        return None
    return int(value) if value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS else otherwise


READERS = {
    **dict.fromkeys((SINGLE, MULTIPLE, SCALE, CSAT, NPS), _read_choice),
    RANKING: _read_ranking,
    DOTS: _read_dots,
    TEXT: _read_text,
}
