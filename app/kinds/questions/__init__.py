"""Questions: members ask, members and team answer, the asker says what helped."""

from flask_babel import lazy_gettext as _l

from app.kinds.kind import Kind
from app.kinds.questions.forms import QuestionForm
from app.kinds.questions.models import Question
from app.kinds.questions.peaks import pinned_peaks
from app.kinds.questions.queries import filters, list_filter, panel, promise_of
from app.kinds.questions.routes import bp
from app.kinds.questions.structured import question_page

KIND = Kind(
    name="questions",
    noun=_l("Questions"),
    one=_l("Question"),
    open_label=_l("Ask a question"),
    icon="circle-question-mark",
    form=QuestionForm,
    blueprint=bp,
    part=Question,
    part_name="question",
    shows_similar=True,
    vote_label=_l("Me too"),
    voters_follow=True,
    merges=True,
    replies_label=_l("Answers"),
    reply_label=_l("Answer"),
    sorts=("active", "new", "votes"),
    panel=panel,
    filters=filters,
    list_filter=list_filter,
    badge_facts=lambda topic: (topic.question.is_solved, topic.question.is_with_team),
    structured=question_page,
    rush=pinned_peaks,
    beside_board=lambda board: {"promise": promise_of(board)},
    count_replies=lambda topic: topic.reply_count - topic.comment_count,
    answers_order=lambda topic: {"accepted_id": topic.question.accepted_id, "by_votes": True},
)
