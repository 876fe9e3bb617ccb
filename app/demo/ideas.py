"""What the guests of Café Nordlicht wish for."""

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
    RUTH,
    SOPHIE,
    SVEN,
    TARIQ,
    TOM,
    UWE,
    YUSUF,
    Move,
    Reply,
    Talk,
)

IDEAS = (
    Talk(
        "oat", "wishes", LENA, 41, "Hafermilch ohne Aufpreis",
        "Ich vertrage keine Kuhmilch und zahle jeden Morgen **50 Cent** mehr. Das sind im Jahr über hundert Euro. "
        "Könnt ihr Hafermilch genauso berechnen wie Kuhmilch?",
        ("Milch", "Preise"), 19,
        (
            Reply(OLE, 40.6, "Bin dabei. Ich trinke Kuhmilch, finde es aber trotzdem nicht fair.", 6),
            Reply(SOPHIE, 39, "Wir rechnen gerade: Ein Liter Hafermilch kostet uns 40 Cent mehr. Das ist zu schaffen, "
                  "wenn wir den Lieferanten wechseln. Ich melde mich.", 9),
            Reply(PRIYA, 38.5, "The oat milk in the morning is the reason I come here. No surcharge would be lovely!", 4),
            Reply(ANNEKE, 24, "Gibt es schon etwas Neues?"),
            Reply(SOPHIE, 23.5, "Ja! Die Proben vom neuen Lieferanten sind da. Wer probieren will: Donnerstag ab 10 Uhr.", 7),
        ),
        (
            Move(39, "checking", SOPHIE, "Wir rechnen, ob wir es uns leisten können."),
            Move(23, "planned", SOPHIE, "Der neue Lieferant passt, wir stellen zum Monatsanfang um."),
            Move(12, "done", JANA, "Seit dem Ersten kostet Hafermilch bei uns genauso viel wie Kuhmilch, in allen Größen."),
        ),
    ),
    Talk(
        "early", "wishes", SVEN, 40, "Werktags schon um 7 Uhr öffnen",
        "Mein Zug fährt um 7:24 Uhr. Ein Kaffee von euch wäre schöner als der vom Automaten.",
        ("Öffnungszeiten",), 15,
        (
            Reply(PIOTR, 39.4, "Meiner um 7:12 Uhr. Um 6:45 Uhr wäre noch besser."),
            Reply(JANA, 36, "Wir verstehen das gut. Es geht aber nur, wenn vor 7 Uhr genug Leute kommen: Wir brauchen dafür "
                  "eine Person mehr in der Frühschicht.", 5),
            Reply(MERLE, 35, "Probiert es doch vier Wochen lang aus, dann wisst ihr es."),
        ),
        (
            Move(36, "checking", JANA, "Wir probieren es zwei Wochen lang aus und zählen mit."),
            Move(9, "not_now", JANA,
                 "Wir haben zwei Wochen lang um 7 Uhr geöffnet. Im Schnitt kamen sechs Gäste vor acht, das trägt die "
                 "zusätzliche Schicht leider nicht.",
                 "Wenn der neue Bahnsteig fertig ist und der Weg zum Zug hier entlangführt, probieren wir es noch einmal."),
        ),
    ),
    Talk(
        "cups", "wishes", MERLE, 38, "Pfandbecher statt Pappe",
        "Jeden Tag sehe ich die Pappbecher im Mülleimer am Hafen. Mit einem Pfandbecher für 2 Euro wäre das vorbei. "
        "Die Bäckerei in der Lotsenstraße macht das schon.",
        ("Umwelt", "Zum Mitnehmen"), 17,
        (
            Reply(YUSUF, 37.5, "Gute Idee. Wichtig: Man muss sie auch woanders zurückgeben können."),
            Reply(MEHMET, 35, "Wir sprechen mit der Bäckerei, ob wir das gleiche System nehmen.", 8),
            Reply(HANNAH, 30, "Please make sure the lids don't leak, the ones at my old place did."),
            Reply(BJOERN, 8, "Habe heute den ersten mitgenommen. Der Deckel hält!", 5),
        ),
        (
            Move(35, "checking", MEHMET, "Wir fragen bei der Bäckerei nach."),
            Move(20, "planned", MEHMET, "Wir machen bei der Bäckerei mit, die Becher sind bestellt."),
            Move(10, "in_work", SOPHIE, "Die ersten 60 Becher sind da. Wir sammeln noch vier Wochen lang Erfahrungen."),
        ),
    ),
    Talk(
        "ramp", "wishes", INGRID, 34, "Eine Rampe für die zwei Stufen am Eingang",
        "Mit dem Rollator komme ich nur hinein, wenn mir jemand hilft. Das ist jedes Mal nett, aber ich würde es gern "
        "allein schaffen.",
        ("Barrierefrei",), 21,
        (
            Reply(LENA, 33.8, "Mit dem Kinderwagen geht es mir genauso. Bitte!", 8),
            Reply(KARIN, 33, "Für Rampen gibt es einen Zuschuss von der Stadt. Ich suche den Antrag heraus.", 11),
            Reply(JANA, 32, "Danke, Karin, den Antrag haben wir heute abgeschickt. Bis dahin: Bitte klingeln, wir kommen "
                  "sofort. Die Klingel hängt jetzt auf Griffhöhe.", 12),
            Reply(INGRID, 31, "Die Klingel habe ich schon ausprobiert. Es kam sogar jemand mit Keks."),
        ),
        (
            Move(32, "checking", JANA, "Der Antrag auf den Zuschuss ist gestellt."),
            Move(11, "planned", JANA, "Der Zuschuss ist bewilligt, der Tischler kommt in drei Wochen."),
        ),
    ),
    Talk(
        "quiet", "wishes", PRIYA, 33, "A laptop-free hour, or a laptop table",
        "I work here a lot, and I know we take up the good tables. Could there be one long table for laptops near the "
        "sockets, and the window tables just for people?",
        ("Sitzplätze",), 14,
        (
            Reply(DANIEL, 32.7, "Yes to the long table. I'd feel less guilty.", 5),
            Reply(FRAUKE, 32, "Am Wochenende finde ich am Fenster nie Platz. Ein Tisch für Laptops wäre gut."),
            Reply(JANA, 28, "Das wollen wir nicht allein entscheiden, darum haben wir eine Abstimmung dazu gemacht.", 6),
        ),
        (
            Move(28, "checking", JANA, "Wir fragen euch in einer Abstimmung."),
            Move(15, "done", JANA, "Ihr habt abgestimmt: Der lange Tisch an der Wand ist jetzt der Laptoptisch, die "
                 "Fensterplätze sind für alle ohne Bildschirm."),
        ),
    ),
    Talk(
        "glutenfree", "wishes", ANNEKE, 31, "Jeden Tag ein glutenfreier Kuchen",
        "Ich habe Zöliakie und kann bei euch nur Kaffee trinken. Ein einziger Kuchen, der wirklich getrennt gebacken wird, "
        "würde mir reichen.",
        ("Kuchen", "Zutaten"), 12,
        (
            Reply(MEHMET, 30, "Ehrlich gesagt: In unserer Backstube liegt überall Mehlstaub. „Getrennt“ kann ich da nicht "
                  "versprechen.", 7),
            Reply(ANNEKE, 29.7, "Danke für die klare Antwort. Lieber so als ein Versprechen, das nicht stimmt."),
            Reply(TARIQ, 27, "Es gibt eine glutenfreie Bäckerei in der Nordstadt, die liefert verpackt."),
            Reply(MEHMET, 26, "Das ist ein guter Hinweis, dort rufe ich an.", 4),
        ),
        (Move(26, "checking", MEHMET, "Wir sprechen mit der Bäckerei, die verpackt liefert."),),
        is_hidden=True,
    ),
    Talk(
        "mugs", "wishes", ELIF, 21, "Eigene Becher mitbringen dürfen",
        "Ich habe immer einen Becher dabei. Darf ich mir den Kaffee dort hineinfüllen lassen?",
        ("Umwelt", "Zum Mitnehmen"), 4,
        (
            Reply(HANNAH, 20.5, "I do that all the time, and nobody has ever said no."),
            Reply(SOPHIE, 20, "Ja, immer! Nur sauber muss er sein.", 3),
        ),
        merged_into=("cups", 19, "Beides will weniger Pappbecher. Zusammen ist es leichter zu lesen, und jede Stimme zählt dort mit."),
    ),
    Talk(
        "bikes", "wishes", OLE, 29, "Fahrradbügel vor dem Café",
        "Zurzeit stehen alle Räder am Laternenmast, und Kinderwagen kommen nicht vorbei. Drei Bügel würden reichen.",
        ("Draußen",), 11,
        (
            Reply(LENA, 28.9, "Mit Platz für ein Lastenrad, bitte."),
            Reply(SOPHIE, 25, "Der Gehweg gehört der Stadt. Wir haben den Antrag gestellt, das dauert wohl bis zum Frühjahr.", 4),
        ),
        (Move(25, "checking", SOPHIE, "Der Antrag liegt bei der Stadt."),),
    ),
    Talk(
        "dogs", "wishes", BJOERN, 27, "Wassernapf für Hunde",
        "Beim Spaziergang am Hafen kommen viele mit Hund vorbei. Ein Napf vor der Tür kostet fast nichts.",
        ("Draußen", "Hunde"), 9,
        (Reply(JANA, 26.8, "Der steht seit letztem Sommer links neben der Tür, aber hinter dem Oleander. Wir stellen ihn nach vorn!", 8),),
        (Move(26.8, "already_there", JANA, "Den Napf gibt es schon, er stand nur versteckt. Seit heute steht er direkt neben der Tür."),),
    ),
    Talk(
        "music", "wishes", MARCO, 25, "Live music on the first Friday",
        "A small acoustic evening once a month. I play guitar and know two singers who would do it for soup and applause.",
        ("Abende",), 13,
        (
            Reply(ELIF, 23, "Da wäre ich jedes Mal dabei!", 3),
            Reply(UWE, 22, "Ich wohne darüber. Bis 22 Uhr ist es mir recht, danach bitte nicht mehr.", 9),
            Reply(JANA, 21, "Bis 22 Uhr, das ist versprochen. Marco, komm doch am Montag vorbei, dann reden wir.", 6),
        ),
        (Move(14, "planned", JANA, "Der erste Abend ist am ersten Freitag im nächsten Monat, von 19 bis 22 Uhr."),),
    ),
    Talk(
        "stamp", "wishes", LEVKE, 22, "Stempelkarte auf dem Telefon",
        "Meine Pappkarte verliere ich immer kurz vor dem zehnten Stempel.",
        ("Preise",), 8,
        (
            Reply(TOM, 21.5, "Bitte keine App, für die man sich anmelden muss."),
            Reply(KARIN, 21, "Ich mag die Pappkarte. Die kann man auch verschenken."),
        ),
        (
            Move(7, "not_now", SOPHIE,
                 "Alle Lösungen, die wir gefunden haben, wollen Namen und Telefonnummern auf fremden Servern speichern. "
                 "Das möchten wir euch nicht zumuten.",
                 "Wenn es eine Karte gibt, die ohne Anmeldung und ohne fremde Server auskommt."),
        ),
    ),
    Talk(
        "books", "wishes", FRAUKE, 17, "Ein Regal zum Büchertauschen",
        "Nimm eins, stell eins hin. In der Ecke neben der Heizung wäre Platz.",
        ("Drinnen",), 10,
        (
            Reply(INGRID, 16.6, "Ich hätte sofort zwei Kisten Krimis.", 4),
            Reply(JONAS, 15, "Ein Regal kann ich spenden, Buche, 80 cm breit."),
            Reply(SOPHIE, 13, "Jonas, das nehmen wir sehr gern! Kannst du es am Samstag bringen?", 3),
        ),
        (Move(13, "in_work", SOPHIE, "Das Regal von Jonas ist da, es bekommt noch eine Rückwand."),),
    ),
    Talk(
        "decaf", "wishes", HANNAH, 13, "Decaf that tastes like coffee",
        "I can't have caffeine after noon, and the decaf is a bit sad. Is there a nicer bean you could try?",
        ("Bohnen",), 7,
        (
            Reply(KARIN, 12.5, "Unterschrieben. Abends trinke ich deshalb Tee, obwohl ich Kaffee möchte."),
            Reply(SOPHIE, 11, "We have three samples coming from the roaster. Want to be a taster, Hannah?", 4),
            Reply(HANNAH, 10.8, "Do you even have to ask?"),
        ),
    ),
    Talk(
        "lunch", "wishes", YUSUF, 6, "Mittags eine Suppe",
        "Eine einzige Suppe am Tag, gern vegetarisch, dazu euer Brot. Mehr braucht es nicht.",
        ("Essen",), 9,
        (
            Reply(MERLE, 5.6, "Im Winter unbedingt."),
            Reply(MEHMET, 3, "Das geht mir schon lange im Kopf herum. Wir schauen, ob der kleine Herd reicht.", 4),
        ),
    ),
    Talk(
        "changing", "wishes", ELIF, 3, "Wickeltisch auch im Herren-WC",
        "Mein Mann fragt jedes Mal, ob er kurz ins Damen-WC darf. Ein klappbarer Tisch an der Wand würde reichen.",
        ("Familien",), 8,
        (Reply(LENA, 2.5, "Ja, bitte!"), Reply(RUTH, 2, "Darauf hätte man auch früher kommen können. Gute Idee.")),
    ),
)
