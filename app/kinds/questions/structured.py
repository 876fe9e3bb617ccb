"""What search engines are told of solved questions: QAPage and FAQPage of schema.org, as plain values for JSON-LD.

It stands apart because no person reads it, and its names are not ours.
"""

import re
from html import unescape

from app.web.addresses import whole_url

TAG, SPACE = re.compile(r"<[^>]*>"), re.compile(r"\s+")
MOST_ANSWERS = 10


def question_page(topic, page):
    """QAPage of a solved question; None for one that is open, and for the pages behind its first."""
    accepted_id = topic.question.accepted_id
    accepted = next((post for post in page.replies if post.id == accepted_id and post.is_published), None)
    if accepted is None or page.newer:
        return None
    others = [post for post in page.replies if post is not accepted and post.is_published][:MOST_ANSWERS]
    return {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "mainEntity": {
            "@type": "Question",
            "name": topic.title,
            "text": plain(page.opening.html),
            "answerCount": topic.reply_count - topic.comment_count,
            "upvoteCount": topic.vote_count,
            "datePublished": _moment(topic.created_at),
            "author": _author(page.opening.author),
            "acceptedAnswer": _answer(accepted),
            "suggestedAnswer": [_answer(post) for post in others],
        },
    }


def faq_page(entries):
    """FAQPage of these entries; None where there are none."""
    if not entries:
        return None
    questions = [
        {
            "@type": "Question",
            "name": entry.title,
            "url": whole_url(entry.url),
            "acceptedAnswer": {"@type": "Answer", "text": plain(entry.html)},
        }
        for entry in entries
    ]
    return {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions}


def plain(html):
    """The words of a text without its tags, on one line."""
    return SPACE.sub(" ", unescape(TAG.sub(" ", html))).strip()


def _answer(post):
    return {
        "@type": "Answer",
        "text": plain(post.html),
        "url": whole_url(post.url),
        "upvoteCount": post.vote_count,
        "datePublished": _moment(post.created_at),
        "author": _author(post.author),
    }


def _author(author):
    # Asked for late: what templates know is made of the kinds.
    from app.web.templates import name_of

    person = {"@type": "Person", "name": name_of(author)}
    if author is not None and not author.left_at:
        person["url"] = whole_url(author.url)
    return person


def _moment(at):
    return at.isoformat(timespec="seconds")
