"""What the guests of Café Nordlicht ask, and who knew it."""

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
    NELE,
    OLE,
    PIOTR,
    PRIYA,
    SOPHIE,
    SVEN,
    TARIQ,
    TOM,
    UWE,
    Reply,
    Talk,
)

QUESTIONS = (
    Talk(
        "wifi", "questions", DANIEL, 40, "What's the Wi-Fi password, and is there a time limit?",
        "I couldn't find it on the table cards. Also: is it okay to stay for three hours with one coffee?",
        ("WLAN",), 4,
        (
            Reply(TOM, 39.9, "The password is on the receipt, bottom line. It changes every Monday.", 7,
                  (Reply(DANIEL, 39.8, "Ha, I always throw that away. Thank you!"),)),
            Reply(SOPHIE, 39.5, "No time limit. If it's full, please share your table, that's all we ask.", 9),
        ), accepted=0,
    ),
    Talk(
        "holiday", "questions", FRAUKE, 37, "Habt ihr an Feiertagen geöffnet?",
        "Ich möchte am nächsten Feiertag mit meiner Mutter kommen.",
        ("Öffnungszeiten",), 5,
        (
            Reply(TOM, 36.9, "An allen Feiertagen von 10 bis 17 Uhr, nur am 24. und 25. Dezember und an Neujahr ist zu.", 8,
                  (Reply(FRAUKE, 36.5, "Wunderbar, dann reserviere ich gleich einen Tisch."),)),
        ), accepted=0,
    ),
    Talk(
        "beans", "questions", PIOTR, 35, "Welche Bohnen nehmt ihr für den Espresso?",
        "Er schmeckt nach Haselnuss und kaum bitter. Ich würde die Bohnen gern auch zu Hause mahlen.",
        ("Bohnen",), 6,
        (
            Reply(KARIN, 34.8, "Ich glaube, das ist die Hausmischung aus Brasilien und Äthiopien.", 2),
            Reply(SOPHIE, 34, "Karin liegt fast richtig: 70 Prozent Brasilien (Cerrado), 30 Prozent Guatemala. Bohnen gibt es am "
                  "Tresen, 250 g für 8,50 Euro. Gemahlen wird auf Wunsch.", 11,
                  (Reply(PIOTR, 33.6, "Super. Welchen Mahlgrad für eine Siebträgermaschine?"),
                   Reply(SOPHIE, 33.5, "Fein, etwa wie Puderzucker mit Sand. Bring deine Maschine im Kopf mit, wir stellen es ein."))),
        ), accepted=1,
    ),
    Talk(
        "dogs-inside", "questions", BJOERN, 32, "Dürfen Hunde mit hinein?",
        "Meine Hündin ist groß, aber faul.", ("Hunde",), 3,
        (
            Reply(OLE, 31.9, "Ja, im vorderen Raum. Hinten spielen die Kinder.", 6),
            Reply(MEHMET, 31, "Genau. Und für faule Hunde gibt es einen Keks.", 8),
        ), accepted=0,
    ),
    Talk(
        "invoice", "questions", JONAS, 17, "Kann ich eine Rechnung für die Firma bekommen?",
        "Wir haben mit acht Leuten gefrühstückt, und die Buchhaltung möchte eine Rechnung mit Anschrift.",
        ("Bezahlen",), 2,
        (
            Reply(JANA, 16.8, "Natürlich. Gib uns den Kassenbon und die Anschrift, dann schreiben wir dir eine. Das geht auch noch "
                  "Wochen später.", 6),
        ), accepted=0,
    ),
    Talk(
        "nuts", "questions", ELIF, 23, "Ist in der Zimtschnecke Nuss?",
        "Mein Sohn hat eine Haselnussallergie, und auf dem Schild steht nur „kann Spuren enthalten“.",
        ("Zutaten", "Kuchen"), 7,
        (
            Reply(ANNEKE, 22.9, "Ich würde direkt in der Backstube fragen, bei Allergien nie raten."),
            Reply(MEHMET, 22.5, "In der Zimtschnecke selbst ist keine Nuss. Auf demselben Tisch backen wir aber Nussecken. "
                  "Bei einer echten Allergie bitte **nicht** essen. Der Apfelkuchen kommt aus einer anderen Form, aber auch "
                  "dafür kann ich nicht garantieren.", 12,
                  (Reply(ELIF, 22.2, "Danke, dass du das so klar sagst. Dann bringe ich ihm etwas mit."),)),
        ), accepted=1,
    ),
    Talk(
        "card", "questions", MARCO, 29, "Can I pay by card for a single espresso?",
        "Or is there a minimum?", ("Bezahlen",), 4,
        (
            Reply(PRIYA, 28.8, "No minimum, I do it every day. Phone works too.", 7),
            Reply(UWE, 27, "Bar geht aber auch noch, zum Glück."),
        ), accepted=0,
    ),
    Talk(
        "group", "questions", LEVKE, 20, "Kann man den hinteren Raum für einen Geburtstag mieten?",
        "Wir wären etwa 20 Personen, an einem Sonntagnachmittag.", ("Abende",), 5,
        (
            Reply(JANA, 19.5, "Ja, sonntags ab 15 Uhr. Es kostet nichts, wenn ihr Kaffee und Kuchen bei uns nehmt. Schreib uns zwei "
                  "Wochen vorher.", 8,
                  (Reply(LEVKE, 19, "Toll! Dürfen wir eine eigene Torte mitbringen?"),
                   Reply(JANA, 18.8, "Eine Torte schon, wir stellen Teller und Messer dazu."))),
        ), accepted=0,
    ),
    Talk(
        "grinder", "questions", TARIQ, 14, "Welche Handmühle taugt etwas für unter 100 Euro?",
        "Ich möchte eure Bohnen im Büro frisch mahlen, für eine French Press.", ("Bohnen",), 6,
        (
            Reply(PIOTR, 13.8, "Für die French Press reicht fast jede mit Kegelmahlwerk aus Stahl. Achte darauf, dass man den "
                  "Mahlgrad in Stufen stellt.", 5),
            Reply(KARIN, 13, "Und nimm eine mit mindestens 30 g, sonst mahlst du zweimal.", 4,
                  (Reply(TARIQ, 12.6, "Guter Punkt, wir sind zu dritt."),)),
            Reply(OLE, 12, "Du kannst dir meine gern eine Woche ausleihen und dann entscheiden.", 9),
        ), accepted=2,
    ),
    Talk(
        "wifi-again", "questions", JONAS, 11, "Wo finde ich das WLAN-Passwort?",
        "Auf der Karte steht nichts.", ("WLAN",), 1,
        (Reply(TOM, 10.9, "Unten auf dem Kassenbon. Die Frage gab es schon einmal, ich verlinke sie.", 3),),
        duplicate_of="wifi",
    ),
    Talk(
        "lostscarf", "questions", INGRID, 8, "Hat jemand einen blauen Schal gefunden?",
        "Ich habe ihn am Dienstag wohl am Fenster liegen lassen. Er ist von meiner Schwester.", ("Fundsachen",), 6,
        (
            Reply(SOPHIE, 7.8, "Er hängt an der Garderobe hinter dem Tresen und wartet auf dich.", 13,
                  (Reply(INGRID, 7.5, "Da fällt mir ein Stein vom Herzen. Ich komme gleich morgen früh."),)),
        ), accepted=0,
    ),
    Talk(
        "vegan", "questions", HANNAH, 4, "Which of the cakes are vegan?",
        "The little flags are cute, but I can't tell the green ones apart.", ("Kuchen", "Zutaten"), 5,
        (Reply(LENA, 3.6, "Ich glaube, dunkelgrün ist vegan und hellgrün vegetarisch. Sicher bin ich nicht.", 2),),
    ),
    Talk(
        "parking", "questions", SVEN, 2, "Wo kann man in der Nähe mit dem Anhänger parken?",
        "Ich bringe am Samstag Stühle für den Musikabend.", (), 2,
        (Reply(UWE, 1.6, "Hinter der Feuerwache, samstags ist dort meistens Platz."),),
    ),
    Talk(
        "held-question", "questions", NELE, 0.4, "Gibt es bei euch eine Krabbelecke?",
        "Wir sind neu in der Stadt. Meine Tochter ist elf Monate alt und will überall hin.", ("Familien",),
    ),
)
