"""Results as pictures: which chart stands for which question. Named apart from the figures it draws."""

from flask_babel import gettext as _

from app.web.charts import ScaleChart, ShareChart


def scale_chart(asked, title):
    """The answers on a scale as columns with the middle half; only where there is an answer."""
    results = asked.results
    steps = [(row.option.value, row.option.text, row.count) for row in results.rows]
    where = results.spread
    return ScaleChart(f"scale-{asked.question.id}", title, steps, where.low, where.median, where.high)


def promoters_chart(asked, title):
    """Detractors, passives and promoters of an NPS question as one bar."""
    score = asked.results.score
    parts = [
        ("against", _("Detractors (0 to 6)"), score.detractors),
        ("neither", _("Passives (7 and 8)"), score.passives),
        ("for", _("Promoters (9 and 10)"), score.promoters),
    ]
    return ShareChart(f"promoters-{asked.question.id}", title, parts, heads=(_("Group"), _("Answers")))
