"""The journey of the café's customers: where they meet it, in order."""

from app.demo.story import OPENED
from app.insights.touchpoints.models import ATTENTION, EVALUATION, LOYALTY, PURCHASE, USE, open_touchpoint

# (key, stage, German name, English name), as the team has put them in order.
TOUCHPOINTS = (
    ("window", ATTENTION, "Schaufenster", "Shop window"),
    ("website", ATTENTION, "Website", "Website"),
    ("menu", EVALUATION, "Speisekarte", "Menu"),
    ("till", PURCHASE, "Kasse", "Till"),
    ("table", USE, "Platz und Ruhe", "Seats and quiet"),
    ("service", USE, "Bedienung", "Service"),
    ("card", LOYALTY, "Stempelkarte", "Stamp card"),
)


def plan_journey(story):
    """The team puts its touchpoints on the journey a little after the house has opened."""
    story.touchpoints = {}
    story.plan(OPENED - 1, "journey", lambda: _open_touchpoints(story))


def _open_touchpoints(story):
    for key, stage, german, english in TOUCHPOINTS:
        story.touchpoints[key] = open_touchpoint({"de": german, "en": english}, stage)
