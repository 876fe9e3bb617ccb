"""What Café Nordlicht asked its guests, what it told them, and what they talk about meanwhile."""

from app.demo.story import (
    ANNEKE,
    BJOERN,
    DANIEL,
    ELIF,
    FRAUKE,
    HANNAH,
    INGRID,
    JANA,
    JONAS,
    KARIN,
    LENA,
    LEVKE,
    MARCO,
    MEHMET,
    MERLE,
    OLE,
    PIOTR,
    PRIYA,
    RAFAEL,
    RUTH,
    SOPHIE,
    SVEN,
    TARIQ,
    TOM,
    UWE,
    YUSUF,
    Ballot,
    Reply,
    Talk,
)
from app.kinds.polls.asking import Asked

BEANS = ("Dunkle aus Brasilien", "Helle aus Äthiopien", "Milde aus Peru", "Würzige aus Indien", "Die alte Hausmischung")
SURVEY = (
    Asked("csat", "Wie zufrieden warst du mit deinem letzten Besuch?"),
    Asked("nps", "Wie wahrscheinlich ist es, dass du das Nordlicht weiterempfiehlst?"),
    Asked("multiple", "Wann kommst du am liebsten?", ("Vor der Arbeit", "Mittags", "Nachmittags", "Am Wochenende"), 1, 4, page=2),
    Asked(
        "dots", "Du hast fünf Punkte: Wohin sollen wir im Frühling unser Geld stecken?",
        ("Tische draußen", "Leisere Mühle", "Mehr Steckdosen", "Eine zweite Kasse"), most=5, page=2,
    ),
    Asked("text", "Was hat dich zuletzt gefreut oder geärgert?", is_required=False, page=3),
)
LEANING = (
    (1, 1, 3, 8, 6), (0, 0, 1, 0, 0, 2, 2, 4, 6, 5, 3), (5, 3, 6, 7), (8, 4, 6, 3),
    (
        "Die neue Mühle ist sehr laut, wenn man daneben sitzt.", "Dass ihr meinen Namen wisst.", "The cardamom knots!",
        "Samstags ist die Schlange zu lang.", "Dass ihr sagt, wenn etwas nicht geklappt hat.", "",
    ),
)
PARTY = (
    Asked("csat", "Wie hat dir das Hoffest gefallen?", low_label="gar nicht", high_label="sehr"),
    Asked("nps", "Wie wahrscheinlich ist es, dass du nächstes Jahr jemanden mitbringst?"),
    Asked("text", "Was sollen wir nächstes Jahr anders machen?", is_required=False),
)
PARTY_LEANING = (
    (1, 1, 3, 8, 7), (1, 0, 0, 1, 0, 1, 1, 4, 6, 6, 5),
    ("Etwas gegen die Wespen.", "Früher anfangen, dann können auch die Kleinen länger bleiben.", "More music, fewer speeches.", "", ""),
)

POLLS = (
    Talk(
        "poll-tables", "polls", JANA, 28, "Ein Tisch für Laptops?",
        "Priya hat vorgeschlagen, Laptops an einen Tisch zu setzen. Was meinst du?",
        ("Sitzplätze",), 0,
        (
            Reply(DANIEL, 27, "I vote for the long table, and I'm the laptop person."),
            Reply(FRAUKE, 26, "Hauptsache, am Fenster kann man wieder sitzen."),
        ),
        ballot=Ballot(
            ("Ein langer Tisch für Laptops", "Laptops nur bis 14 Uhr", "Alles so lassen"), (13, 4, 5), 21,
            "Wie wir die Tische ab dem nächsten Monat stellen", "Jana und das Team", "eine Woche nach dem Ende",
        ),
    ),
    Talk(
        "poll-cake", "polls", MEHMET, 3, "Welche zwei Kuchen sollen im Winter bleiben?",
        "Im Winter backe ich zwei Sorten jeden Tag. Du darfst bis zu zwei wählen.",
        ("Kuchen",), 0,
        (Reply(KARIN, 2.4, "Apfelkuchen! Alles andere ist Beiwerk."),
         Reply(HANNAH, 2, "Cardamom knots, please, please, please.")),
        ballot=Ballot(
            ("Apfelkuchen mit Streuseln", "Kardamomknoten", "Möhrenkuchen", "Mohnkuchen", "Schokoladentarte"),
            (9, 8, 4, 2, 5), -4,
            "Welche zwei Kuchen es von Dezember bis Februar jeden Tag gibt", "Mehmet", "zum Monatsende", most=2,
        ),
    ),
    Talk(
        "poll-music", "polls", SOPHIE, 2, "Musikabend: sitzen oder stehen?",
        "Für den ersten Musikabend müssen wir wissen, ob wir Stühle leihen. Diese Abstimmung ist offen: Wer es sich anders "
        "überlegt, kann die eigene Stimme bis zum Ende ändern.",
        ("Abende",), 0,
        (Reply(MARCO, 1.5, "As the guitarist: sitting, please. People listen better."),),
        ballot=Ballot(
            ("Sitzen", "Stehen", "Halb und halb"), (6, 2, 5), -5,
            "Ob wir 30 Stühle leihen", "Sophie", "drei Tage vor dem Abend", is_secret=False,
        ),
    ),
    Talk(
        "poll-beans", "polls", SOPHIE, 16, "Welche Röstung soll die nächste Hausmischung werden?",
        "Fünf Röstungen habt ihr probiert. Bringt sie in eure Reihenfolge, dann gewinnt nicht nur die lauteste.",
        ("Kaffee",), 0,
        (Reply(OLE, 15.5, "Die dunkle. Aber die aus Peru wäre auch in Ordnung."),),
        ballot=Ballot(
            (), (), 8, "Welche Bohnen ab Januar in der Mühle sind", "Sophie und Jana", "zwei Wochen nach dem Ende",
            asked=(Asked("ranking", options=BEANS, fewest=1, most=5),), voices=21, leaning=((9, 6, 8, 3, 5),),
            results_shown="after_close",
        ),
    ),
    Talk(
        "poll-party", "polls", SOPHIE, 13, "Wie war unser Hoffest?",
        "Drei Fragen zum Hoffest, dann wissen wir, was wir nächstes Jahr wieder machen und was besser nicht.",
        ("Abende",), 0,
        (Reply(KARIN, 12.5, "Ihr wart großartig. Nur die Wespen nicht."),),
        ballot=Ballot(
            (), (), 6, "Ob und wie es nächstes Jahr ein Hoffest gibt", "Das Team", "Ende Dezember",
            asked=PARTY, voices=24, leaning=PARTY_LEANING, quotes=PARTY_LEANING[2][:2],
        ),
    ),
    Talk(
        "poll-survey", "polls", JANA, 4, "Wie geht es dir im Nordlicht?",
        "Einmal im Jahr fragen wir gründlich nach. Es dauert nur zwei, drei Minuten, und wir lesen jedes Wort.",
        (), 0,
        (Reply(TARIQ, 3, "Gute Fragen. Die Sache mit den Punkten hat Spaß gemacht."),),
        ballot=Ballot(
            (), (), -9, "Was wir im Frühling zuerst angehen", "Jana und das Team", "Ende Januar",
            asked=SURVEY, voices=19, leaning=LEANING,
        ),
    ),
)

ANNOUNCEMENTS = (
    Talk(
        "welcome", "news", JANA, 44, "Moin! Hier hören wir jetzt besser zu",
        "Am Tresen geht viel verloren: Wir nicken, dann zischt die Maschine, und weg ist der Gedanke. Darum gibt es jetzt diesen "
        "Ort. Schreib, was du dir wünschst, frag, was du wissen willst, und stimm mit ab. **Wir sagen dir immer, was daraus "
        "geworden ist**, auch wenn die Antwort Nein heißt.",
        (), 0, (Reply(RUTH, 43.5, "Das wurde auch Zeit. Schön!"), Reply(OLE, 42, "Moin zurück!")),
        outcome="news", is_pinned=True,
    ),
    Talk(
        "tables-done", "news", JANA, 15, "Der Laptoptisch steht",
        "22 von euch haben abgestimmt, 13 wollten einen langen Tisch für Laptops. Er steht jetzt an der Wand bei den Steckdosen. "
        "Die Fensterplätze sind für alle ohne Bildschirm.\n\nDanke, Priya, für den Anstoß!",
        ("Sitzplätze",), 0,
        (Reply(PRIYA, 14.6, "I love it. The light is even better there."),
         Reply(INGRID, 14, "Heute saß ich am Fenster. Sehr schön.")),
        outcome="done", sources=("quiet", "poll-tables"),
    ),
    Talk(
        "oat-done", "news", SOPHIE, 12, "Hafermilch kostet jetzt nichts extra",
        "Ab sofort zahlst du für Hafermilch genauso viel wie für Kuhmilch. 19 von euch hatten dafür gestimmt. Möglich ist es, "
        "weil wir den Lieferanten gewechselt haben.\n\n**Ehrlich gesagt:** Wenn der Preis stark steigt, müssen wir neu rechnen. "
        "Dann erfährst du es hier zuerst.",
        ("Milch", "Preise"), 0,
        (Reply(LENA, 11.8, "Ihr seid großartig. Ich gebe eine Runde Kekse aus."),
         Reply(ANNEKE, 11, "Und sie schäumt sogar besser als die alte.")),
        outcome="done", sources=("oat",),
    ),
    Talk(
        "early-failed", "news", JANA, 9, "Um 7 Uhr öffnen: Das hat nicht geklappt",
        "**Was wir vorhatten:** Werktags schon um 7 Uhr öffnen, für alle, die den Zug nehmen.\n\n"
        "**Was ihr gesagt habt:** 15 Stimmen dafür, und Sven hat uns seinen Fahrplan geschickt.\n\n"
        "**Was herauskam:** Zwei Wochen lang waren wir da. Vor acht kamen im Schnitt sechs Gäste. Die zusätzliche Schicht kostet "
        "mehr, als sechs Kaffee einbringen.\n\n"
        "**Was wir gelernt haben:** Der Weg vom Nordlicht zum Bahnsteig ist zu weit, um vorher noch anzustehen. Wenn der neue "
        "Bahnsteig fertig ist, versuchen wir es wieder.",
        ("Öffnungszeiten",), 0,
        (Reply(SVEN, 8.7, "Schade, aber danke fürs Probieren und für die Zahlen."),
         Reply(MERLE, 8, "So eine ehrliche Antwort habe ich noch von keinem Café bekommen.")),
        outcome="it_failed", sources=("early",),
    ),
    Talk(
        "stamp-spared", "news", SOPHIE, 7, "Warum wir keine App einführen",
        "**Was wir vorhatten:** Eine Stempelkarte auf dem Telefon, die Verträge lagen schon da.\n\n"
        "**Was ihr gesagt habt:** „Bitte keine App, für die man sich anmelden muss.“ Und: Die Pappkarte kann man verschenken.\n\n"
        "**Was wir lassen:** Die App. Sie hätte eure Telefonnummern auf fremde Server gelegt und uns 39 Euro im Monat gekostet.\n\n"
        "**Was wir gelernt haben:** Erst fragen, dann unterschreiben. Wer seine Karte verliert, bekommt bei uns eine neue, wir "
        "glauben euch.",
        ("Preise",), 0,
        (Reply(TOM, 6.8, "Das ist die beste Nachricht der Woche."),
         Reply(LEVKE, 6.5, "Damit kann ich gut leben. Vor allem mit dem letzten Satz.")),
        outcome="you_spared_us_this", sources=("stamp",),
    ),
    Talk(
        "cups-interim", "news", MEHMET, 5, "Zwischenstand: 60 Pfandbecher sind unterwegs",
        "Nach fünf Tagen sind 41 Becher draußen und 22 wieder zurück. Drei Deckel klemmen, die tauschen wir aus. In vier Wochen "
        "entscheiden wir, ob wir die Pappbecher ganz abschaffen.",
        ("Umwelt",), 0, (Reply(YUSUF, 4.6, "Klappt die Rückgabe bei der Bäckerei schon?"),
                         Reply(MEHMET, 4.5, "Ja, seit gestern.")),
        outcome="interim", sources=("cups",),
    ),
)

# An announcement that the team is still writing: (title, text, outcome, sources).
DRAFT = (
    "Drei Fahrradbügel im Frühling",
    "Die Stadt hat zugesagt: Im April kommen drei Bügel vor das Nordlicht. Wir zahlen zwei davon.\n\n"
    "**Was noch fehlt:** der genaue Tag. Sophie fragt am Montag nach.",
    "planned", ("bikes",),
)

DISCUSSIONS = (
    Talk(
        "hello", "corner", RUTH, 43, "Wer sitzt hier eigentlich? Eine kleine Vorstellungsrunde",
        "Ich fange an: Ruth, 61, Buchhändlerin im Ruhestand. Mein Platz ist der am Ofen, und ich lese auch die Zeitung von "
        "gestern.",
        (), 8,
        (
            Reply(OLE, 42.4, "Ole, Schiffsmechaniker, meistens zwischen zwei Fahrten.", 3),
            Reply(PRIYA, 41.8, "Priya, marine biology. I understand everything you write, I just answer in English. Is that okay?", 4),
            Reply(RUTH, 41.5, "Natürlich! Wir lesen alle beides.", 6),
            Reply(INGRID, 34.5, "Ingrid, 82. Ich komme wegen der Zimtschnecken und bleibe wegen der Leute.", 14),
            Reply(UWE, 27.5, "Uwe, der Nachbar von oben. Der mit dem leisen Schritt."),
            Reply(JONAS, 17.5, "Jonas, neu in der Stadt, arbeite in der Werft."),
        ), is_pinned=True,
    ),
    Talk(
        "storm", "corner", TOM, 26, "Sturm am Wochenende: Kommt ihr trotzdem?",
        "Die Hafenstraße soll ab mittags gesperrt sein. Der Weg über die Treppe bleibt offen.",
        ("Draußen",), 5,
        (
            Reply(JANA, 25.8, "Wir haben geöffnet und heizen den Ofen. Wer nasse Socken hat, darf sie aufhängen.", 11),
            Reply(HANNAH, 25.5, "Best forecast ever.", 4),
            Reply(KARIN, 25, "War da. Es gab Kakao aufs Haus. Danke!", 6),
        ),
    ),
    Talk(
        "recipe", "corner", KARIN, 19, "Mein Versuch, die Kardamomknoten nachzubacken",
        "Sie sehen aus wie Schiffsknoten nach einem Unfall, schmecken aber. Mein Fehler war wohl:\n\n"
        "- zu warme Butter\n- zu wenig Geduld\n\nMehmet, verrätst du, wie lange der Teig ruht?",
        ("Kuchen",), 9,
        (
            Reply(MEHMET, 18.7, "Über Nacht, im Kühlschrank, mindestens zwölf Stunden. Und die Butter so kalt, dass sie beim Streichen "
                  "noch schimpft.", 12),
            Reply(MARCO, 18, "In Bologna we say: dough hears when you are in a hurry.", 7),
            Reply(KARIN, 17.8, "Zweiter Versuch läuft. Ich berichte."),
            Reply(KARIN, 16.5, "Sie sind geworden! Ein Blech bringe ich Sonntag mit.", 8),
        ),
    ),
    Talk(
        "stammtisch", "corner", BJOERN, 10, "Spaziergang mit Hunden, sonntags um 9",
        "Vom Nordlicht bis zur Mole und zurück, danach Kaffee. Wer mag mit?",
        ("Hunde", "Draußen"), 6,
        (
            Reply(ELIF, 9.6, "Wir haben keinen Hund, dürfen wir trotzdem mit?"),
            Reply(BJOERN, 9.5, "Unbedingt. Meine teilt gern."),
            Reply(PIOTR, 8.9, "Sonntag bin ich dabei."),
            Reply(TARIQ, 3, "Letzten Sonntag waren wir zu siebt, mit vier Hunden. Bis morgen!", 3),
        ),
    ),
    Talk(
        "reported", "corner", LEVKE, 4, "Ist es in letzter Zeit lauter geworden?",
        "Am Samstagvormittag habe ich mein eigenes Wort nicht verstanden. Liegt das an der neuen Mühle?",
        ("Drinnen",), 3,
        (
            Reply(SOPHIE, 3.8, "Die Mühle ist tatsächlich lauter. Wir legen eine Matte darunter und hängen Filz an die Decke.", 7),
            Reply(UWE, 3.5, "Die Leute mit den Kinderwagen könnten ja auch mal woanders hingehen. Unmöglich, dieses Geschrei."),
            Reply(FRAUKE, 3.4, "Das finde ich nicht fair, Uwe. Kinder gehören dazu.", 6),
        ),
    ),
    Talk(
        "held-talk", "corner", RAFAEL, 0.3, "New in town, looking for a chess partner",
        "I'm Rafael, just moved here from Porto. Does anybody play chess in the evenings? I can bring a board.",
    ),
)

# (reporter, talk, number of the reply, reason, note, day)
REPORTS = ((LENA, "reported", 1, "insult", "Das richtet sich gegen alle Eltern hier.", 3.2),)
# Texts of a member who advertised, and what the moderator did: (talk, text, day, reason)
REMOVED = (
    ("stammtisch", "Günstige Uhren, nur heute, schreib mir schnell eine Nachricht!!!", 5.5,
     "Das ist Werbung. In der Plauderecke ist dafür leider kein Platz."),
)

# From the book of wishes on the counter, typed into a spreadsheet: (name, board, text).
FILE = ("Wunschbuch.csv", "wishes", """Titel;Text;Autor;Stimmen;Datum
Ein Haken für Hundeleinen;Draußen neben der Tür, dann geht das Bezahlen schneller.;Gast vom Fensterplatz;3;04.05.2026
Zimtschnecken auch am Dienstag;;;5;12.05.2026
Eine Ecke ohne Musik;Zum Lesen. Die hinteren zwei Tische würden reichen.;Frau Petersen;2;19.05.2026
""")
