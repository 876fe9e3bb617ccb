"""Who lives in the demo community, and what its talks are made of; the talks themselves stand beside this file.

A day is counted backwards: 38 is 38 days ago.
"""

from dataclasses import dataclass

from app.accounts.roles import HELPER, MEMBER, MODERATOR, NEW, OWNER, TEAM

PASSWORD = "Zimtschnecke am Morgen"
OPENED = 45


@dataclass(frozen=True)
class Person:
    name: str
    role: str = MEMBER
    joined: float = 44
    language: str | None = None
    about: str = ""


@dataclass(frozen=True)
class Reply:
    """An answer, reply or (inside `comments`) a comment."""

    by: str
    day: float
    text: str
    votes: int = 0
    comments: tuple = ()


@dataclass(frozen=True)
class Move:
    """An idea's way to another status."""

    day: float
    status: str
    by: str
    because: str = ""
    what_would_change: str = ""


@dataclass(frozen=True)
class Ballot:
    """What makes a topic a poll; `counts` has a number of voices for each option."""

    options: tuple
    counts: tuple
    closes: float
    decides: str
    decided_by: str
    decided_until: str
    most: int = 1
    is_secret: bool = True
    kind: str | None = None
    # For a survey: its questions, with `voices` ballots that lean as `leaning` says; then no options and counts.
    asked: tuple = ()
    voices: int = 0
    leaning: tuple = ()
    results_shown: str = "after_ballot"
    # Short texts that the team shows once it has closed.
    quotes: tuple = ()


@dataclass(frozen=True)
class Talk:
    """A topic of any kind, and everything that was said and done about it."""

    key: str
    board: str
    by: str
    day: float
    title: str
    text: str
    tags: tuple = ()
    votes: int = 0
    replies: tuple = ()
    moves: tuple = ()
    accepted: int | None = None
    duplicate_of: str | None = None
    # (key of the idea that is kept, day, why)
    merged_into: tuple = ()
    ballot: Ballot | None = None
    outcome: str | None = None
    sources: tuple = ()
    is_pinned: bool = False
    # Posted without a name.
    is_hidden: bool = False


JANA, MEHMET, SOPHIE, RUTH = "Jana Petersen", "Mehmet Aydın", "Sophie Brandt", "Ruth Hansen"
TOM, KARIN = "Tom Lindqvist", "Karin Vogt"
LENA, OLE, PRIYA, DANIEL = "Lena Matthiesen", "Ole Jessen", "Priya Nair", "Daniel Okafor"
FRAUKE, PIOTR, ANNEKE, SVEN = "Frauke Thomsen", "Piotr Wiśniewski", "Anneke de Vries", "Sven Carstens"
MERLE, YUSUF, HANNAH, BJOERN = "Merle Asmussen", "Yusuf Demir", "Hannah Green", "Björn Lassen"
INGRID, TARIQ, LEVKE, MARCO = "Ingrid Kruse", "Tariq Haddad", "Levke Nissen", "Marco Bianchi"
UWE, ELIF, JONAS = "Uwe Clausen", "Elif Kaya", "Jonas Behrens"
NELE, RAFAEL, KIM = "Nele Brodersen", "Rafael Costa", "Kim Schuster"

PEOPLE = (
    Person(JANA, OWNER, 45, about="Mir gehört das Nordlicht, seit 2016. Meistens stehe ich an der Maschine."),
    Person(MEHMET, TEAM, 44.9, about="Backstube. Wenn es nach Kardamom riecht, war ich es."),
    Person(SOPHIE, TEAM, 44.8, about="Tresen, Bestellungen und alles, was mit Milch zu tun hat."),
    Person(RUTH, MODERATOR, 44, about="Stammgast seit der ersten Woche. Ich lese hier mit und räume ein bisschen auf."),
    Person(TOM, HELPER, 43, about="Wohne gegenüber und weiß daher, wann offen ist."),
    Person(KARIN, HELPER, 43, about="Kaffee schwarz, Kuchen immer."),
    Person(LENA, joined=43, about="Zwei Kinder, ein Lastenrad, ein großer Cappuccino."),
    Person(OLE, joined=42.5),
    Person(PRIYA, joined=42, language="en", about="PhD student, here every morning with a laptop."),
    Person(DANIEL, joined=41, language="en"),
    Person(FRAUKE, joined=41),
    Person(PIOTR, joined=40.5),
    Person(ANNEKE, joined=40),
    Person(SVEN, joined=40),
    Person(MERLE, joined=39),
    Person(YUSUF, joined=38),
    Person(HANNAH, joined=37, language="en"),
    Person(BJOERN, joined=36),
    Person(INGRID, joined=35, about="82 Jahre und neugierig. Mein Enkel hat mir das hier eingerichtet."),
    Person(TARIQ, joined=33),
    Person(LEVKE, joined=31),
    Person(MARCO, joined=30, language="en"),
    Person(UWE, joined=28),
    Person(ELIF, joined=24),
    Person(JONAS, joined=18),
    Person(NELE, NEW, 2.6),
    Person(RAFAEL, NEW, 1.9, "en"),
    Person(KIM, NEW, 6),
)

# Who is told at the end how to sign in, and what there is to see.
SIGN_INS = (
    (JANA, "owner: everything, with the admin pages"),
    (SOPHIE, "team: answers, statuses, announcements"),
    (RUTH, "moderator: the queue with what waits"),
    (LENA, "member: votes, polls, an inbox"),
    (NELE, "new member: a first question that is held"),
)

SITE = {
    "name": "Café Nordlicht",
    "tagline": "Wir hören zu: deine Wünsche, deine Fragen, unser Café",
    "language": "de",
    "address": "du",
    "timezone": "Europe/Berlin",
    "accent_hue": 40,
    "opening_hours": [*["8:00–18:00"] * 5, "9:00–17:00", "10:00–17:00"],
    "contact": "moin@cafe-nordlicht.example",
    "imprint": """Café Nordlicht, Inhaberin Jana Petersen
Hafenstraße 12, 24999 Musterhafen

Telefon: 0400 000000, E-Mail: moin@cafe-nordlicht.example

*Dies ist eine erfundene Seite zum Ausprobieren. Das Café, die Menschen und die Adresse gibt es nicht.*""",
    "privacy": """## Was wir speichern

Deinen Namen, was du schreibst und wofür du stimmst. Eine E-Mail-Adresse nur, wenn du uns eine gibst.

## Was wir nicht tun

Wir laden nichts von fremden Servern, zählen dich nicht und geben nichts weiter.

## Deine Rechte

Du kannst alles mitnehmen, ändern und löschen. Schreib uns: moin@cafe-nordlicht.example

*Dies ist eine erfundene Seite zum Ausprobieren.*""",
    "rules": """1. **Sei freundlich.** Am Tresen würdest du es auch so sagen? Dann passt es.
2. **Bleib bei der Sache.** Kritik am Café ist willkommen, Kritik an Personen nicht.
3. **Keine Werbung.** Für den Flohmarkt um die Ecke gibt es die Plauderecke.
4. **Keine privaten Daten**, auch nicht deine eigene Telefonnummer.

Was dagegen verstößt, nehmen wir heraus und sagen dir, warum. Du kannst widersprechen.""",
    "accessibility": """Diese Seite soll für alle benutzbar sein: mit Tastatur, mit Vorlese-Programm, auf alten Telefonen.

Wenn etwas nicht klappt, sag es uns bitte: moin@cafe-nordlicht.example oder einfach am Tresen.""",
}

# (key, kind, name, description)
BOARDS = (
    ("wishes", "ideas", "Wünsche", "Was fehlt dir im Nordlicht? Ein Wunsch, ein Titel, fertig."),
    ("questions", "questions", "Fragen", "Öffnungszeiten, Zutaten, Bohnen: Jemand weiß es bestimmt."),
    ("polls", "polls", "Abstimmungen", "Hier entscheidest du mit. Wir sagen vorher, worüber."),
    ("news", "announcements", "Gehört!", "Was aus euren Wünschen geworden ist, auch wenn es nicht geklappt hat."),
    ("corner", "discussions", "Plauderecke", "Alles andere, was man an einem Stehtisch so redet."),
)

# What the board of questions promises, and when it gives up on its members: in opening hours.
QUESTION_HOURS = {"escalate_hours": 24, "promise_hours": 10}

BOARD_FOLLOWS = ((LENA, "news"), (OLE, "news"), (PRIYA, "news"), (KARIN, "questions"), (TOM, "questions"),
                 (SOPHIE, "wishes"), (SOPHIE, "questions"), (JANA, "wishes"), (MEHMET, "wishes"), (INGRID, "corner"))  # fmt: skip
