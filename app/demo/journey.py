"""The journey of the café's customers: where they meet it, how it felt there, and what came of bad days."""


import random
from datetime import timedelta

from app.demo.story import KARIN, LENA, OLE, OPENED, SOPHIE, TOM
from app.extensions import db
from app.insights.cases.models import DONE, IN_WORK, may_contact, open_pulse_case
from app.insights.invitations.models import STANDS, PulseInvitation
from app.insights.paper.models import count_paper
from app.insights.pulses.models import add_pulse, today
from app.insights.touchpoints.models import ATTENTION, EVALUATION, LOYALTY, PURCHASE, USE, open_touchpoint

# (key, stage, German name, English name, how many answered of late and before that: from -2 to +2).
TOUCHPOINTS = (
    ("window", ATTENTION, "Schaufenster", "Shop window", (0, 1, 5, 9, 4), (1, 3, 8, 5, 1)),
    ("website", ATTENTION, "Website", "Website", (1, 3, 7, 4, 1), (2, 4, 6, 3, 1)),
    ("menu", EVALUATION, "Speisekarte", "Menu", (0, 2, 6, 11, 6), (0, 3, 7, 8, 4)),
    ("till", PURCHASE, "Kasse", "Till", (3, 9, 11, 8, 2), (7, 14, 9, 5, 1)),
    ("table", USE, "Platz und Ruhe", "Seats and quiet", (4, 8, 7, 6, 3), (1, 4, 8, 9, 4)),
    ("service", USE, "Bedienung", "Service", (0, 1, 3, 10, 17), (0, 1, 4, 11, 12)),
    ("card", LOYALTY, "Stempelkarte", "Stamp card", (0, 1, 2, 5, 4), (0, 0, 1, 2, 0)),
)
BEFORE = 90
# (touchpoint, score, day, who in the app, may be shown, why).
SAID = (
    ("till", -2, 3.4, None, True, "Zwölf Minuten gewartet, um ein Brötchen zu bezahlen."),
    ("till", -1, 9.2, TOM, False, "Nur eine Kasse offen, und ich musste zur Bahn."),
    ("till", 1, 1.3, KARIN, True, "Seit der zweiten Kasse geht es viel schneller."),
    ("till", 2, 0.8, None, True, "Mit Karte bezahlt, ohne dass jemand die Augen verdreht hat."),
    ("table", -2, 5.1, LENA, True, "So laut, dass ich mein Gegenüber nicht verstanden habe."),
    ("table", -1, 12.6, None, True, "Kein Platz für den Kinderwagen."),
    ("table", 1, 20.4, None, True, "Am Nachmittag ist es hinten herrlich ruhig."),
    ("service", 2, 2.2, None, True, "Weiß nach zwei Besuchen, wie ich meinen Kaffee trinke."),
    ("service", 2, 7.7, OLE, True, "Immer ein Lächeln, auch wenn es voll ist."),
    ("service", -1, 16.3, None, False, "Bestellung vergessen, aber nett entschuldigt."),
    ("menu", 1, 4.4, None, True, "Endlich steht dabei, was vegan ist."),
    ("menu", -1, 23.1, None, True, "Zu kleine Schrift, ich musste die Brille holen."),
    ("website", -1, 8.8, None, True, "Die Öffnungszeiten am Feiertag stimmten nicht."),
    ("window", 2, 6.6, None, True, "Wegen der Zimtschnecken stehen geblieben und hereingekommen."),
    ("card", 2, 11.5, LENA, True, "Die zehnte Tasse schmeckt am besten."),
)
# Which of them may be contacted: (touchpoint, day) → how.
CONTACTS = {
    ("till", 3.4): {"name": "Frau Lindner", "phone": "0431 555 0142"},
    ("table", 12.6): {"name": "Familie Okoye", "email": "okoye@familie.example"},
    ("service", 16.3): {"email": "m.behrens@post.example"},
}
CONSENT = "Ihr dürft mich deswegen ansprechen. Meine Angaben werden für nichts anderes verwendet und nach 90 Tagen gelöscht."
# What the team has made of it: (touchpoint, day) → how far, and a note.
CARED_FOR = {
    ("till", 9.2): (DONE, "Seit Montag ist morgens die zweite Kasse besetzt."),
    ("table", 12.6): (IN_WORK, "Neben der Tür werden zwei Stühle zum Stellplatz. Mehmet misst aus."),
    ("menu", 23.1): (DONE, "Neue Karte in größerer Schrift gedruckt."),
    ("service", 16.3): (DONE, "Angerufen und eingeladen."),
}


def plan_journey(story):
    """The team puts its touchpoints on the journey a little after the house has opened; then customers answer."""
    story.touchpoints, story.cases = {}, {}
    # A chance of its own: what it draws changes nothing elsewhere in the story.
    chance = random.Random("journey")
    story.plan(OPENED - 1, "journey", lambda: _open_touchpoints(story))
    story.plan(OPENED - 2, "old answers", lambda: _bring_in_before(story))
    for key, *_names, scores, _before in TOUCHPOINTS:
        answers = [score - 2 for score, count in enumerate(scores) for _n in range(count)]
        for number, score in enumerate(chance.sample(answers, len(answers))):
            day = 1 + (OPENED - 4) * number / len(answers)
            story.plan(day, f"pulse {key} {number}", lambda key=key, score=score: _answer(story, key, score))
    for key, day, place, counts in PAPER:
        story.plan(day, f"paper {key}", lambda paper=(key, place, counts): _count_paper(story, *paper))
    story.plan(0.5, "invitation", lambda: _invite(story))
    for key, score, day, by, may_quote, why in SAID:
        said = (key, score, day, by, may_quote, why)
        story.plan(day, f"said {key}", lambda said=said: _say(story, *said))
        if (key, day) in CARED_FOR:
            story.plan(max(0.2, day - 2.5), f"cared {key}", lambda at=(key, day): _care(story, at))


# Cards that lay somewhere: (touchpoint, day, where, from -2 to +2).
PAPER = (("table", 6, "hinten, am Kamin", [1, 2, 3, 5, 4]), ("till", 20, "", [0, 1, 1, 1, 0]))


def _open_touchpoints(story):
    for key, stage, german, english, *_scores in TOUCHPOINTS:
        story.touchpoints[key] = open_touchpoint({"de": german, "en": english}, stage)


def _bring_in_before(story):
    """What was answered on cards before there was a community."""
    for key, *_names, _scores, before in TOUCHPOINTS:
        answers = [score - 2 for score, count in enumerate(before) for _n in range(count)]
        for number, score in enumerate(answers):
            day = today() - timedelta(days=BEFORE + 4 + 80 * number // len(answers))
            add_pulse(story.touchpoints[key], score, on=day)


def _answer(story, key, score):
    pulse = add_pulse(story.touchpoints[key], score, on=today(story.clock.moment))
    if pulse.is_low:
        _close(open_pulse_case(pulse))


def _close(case):
    """Without words and without anybody to reach there is nothing to look into."""
    case.move_to(DONE)


def _say(story, key, score, day, by, may_quote, why):
    given = {"may_quote": may_quote, "member": by and story.members[by], "on": today(story.clock.moment)}
    pulse = add_pulse(story.touchpoints[key], score, why, **given)
    if pulse.is_low:
        story.cases[key, day] = case = open_pulse_case(pulse)
        if (key, day) in CONTACTS:
            may_contact(case, **CONTACTS[key, day], consent=CONSENT, language="de")


def _care(story, at):
    state, note = CARED_FOR[at]
    story.cases[at].add_note(note, by=story.members[SOPHIE])
    story.cases[at].move_to(state, by=story.members[SOPHIE])


def _count_paper(story, key, place, counts):
    count_paper(story.touchpoints[key], today(story.clock.moment), place, counts, by=story.members[SOPHIE])


def _invite(story):
    """Whom the lot has drawn this week."""
    asked = {"member_id": story.members[LENA].id, "touchpoint_id": story.touchpoints["menu"].id}
    db.session.add(PulseInvitation(**asked, closes_at=story.clock.started + STANDS))
