"""How text becomes the terms of the index: words, folded and stemmed in German and English."""

import re
import unicodedata
from threading import Lock

ANALYSIS_VERSION = "1"
WORD = re.compile(r"\w+")
LONGEST_WORD = 40
REMEMBERED_WORDS = 20_000

STOP_WORDS_DE = frozenset(
    ["aber", "alle", "allem", "allen", "aller", "alles", "als", "also", "am", "an", "ander", "andere", "anderen", "auch", "auf", "aus", "bei", "beim", "bin", "bis", "bist", "da", "dabei", "dafür", "daher", "damit", "dann", "daran", "darauf", "darf", "darum", "das", "dass", "davon", "dazu", "dein", "deine", "dem", "den", "denn", "der", "des", "deshalb", "die", "dies", "diese", "diesem", "diesen", "dieser", "dieses", "doch", "dort", "du", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "etwas", "euch", "euer", "eure", "für", "fuer", "gar", "gegen", "habe", "haben", "hab", "hat", "hatte", "hatten", "hier", "hin", "hinter", "ich", "ihm", "ihn", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "im", "in", "ins", "ist", "ja", "jede", "jedem", "jeden", "jeder", "jedes", "jetzt", "kann", "kannst", "kein", "keine", "keinen", "können", "koennen", "konnte", "machen", "man", "mein", "meine", "meinem", "meinen", "meiner", "mich", "mir", "mit", "muss", "müssen", "nach", "nicht", "nichts", "noch", "nun", "nur", "ob", "oder", "ohne", "schon", "sehr", "sein", "seine", "seinem", "seinen", "seiner", "seit", "sich", "sie", "sind", "so", "soll", "sollte", "sollen", "sondern", "sonst", "über", "ueber", "um", "und", "uns", "unser", "unsere", "unter", "viel", "vom", "von", "vor", "wann", "war", "waren", "warum", "was", "weil", "welche", "welchem", "welchen", "welcher", "wenn", "wer", "werde", "werden", "wie", "wieder", "will", "wir", "wird", "wirst", "wo", "wurde", "wurden", "würde", "würden", "zu", "zum", "zur", "zwar", "zwischen"]
)
STOP_WORDS_EN = frozenset(
    ["a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "being", "but", "by", "can", "could", "did", "do", "does", "doing", "don", "for", "from", "had", "has", "have", "having", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "me", "more", "most", "my", "no", "nor", "not", "of", "on", "only", "or", "other", "our", "out", "over", "own", "s", "same", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up", "us", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with", "would", "you", "your", "yours"]
)
STOP_WORDS = STOP_WORDS_DE | STOP_WORDS_EN


def tokens(text, language=None):
    """The terms of a document's text in order. An unknown language gives both stems of a word."""
    stems = _STEMS[language if language in _STEMS else None]
    return [stem for word in words(text) for stem in stems[word]]


def positions(text, language=None):
    """Where each term stands, `{term: [0, 4]}`, and how many terms there are. Stop words keep their place."""
    stems, found, length = _STEMS[language if language in _STEMS else None], {}, 0
    for place, word in enumerate(words(text)):
        for stem in stems[word]:
            length += 1
            if stem in found:
                found[stem].append(place)
            else:
                found[stem] = [place]
    return found, length


def query_terms(text):
    """One group a word, with its German and its English stem: any of a group matches the word."""
    return [group for group in map(stems_of, words(text)) if group]


def stems_of(word):
    """Both stems of one lower-case word; none for a stop word."""
    return list(_STEMS[None][word])


def also_written(word):
    """The other number of a word that German puts into the plural with s, which its stemmer leaves alone: Handys, Autos.

    Only for what is asked: of other words this makes forms that nobody writes (Prei, Basi).
    """
    if len(word) >= 4 and word[-1] in _BEFORE_S:
        return (fold(word) + "s",)
    return (fold(word)[:-1],) if len(word) >= 5 and word[-1] == "s" and word[-2] in _BEFORE_S else ()


def phrase_stems(found):
    """Several words side by side as they may stand in the index, one after another: `("wi fi",)`; () with a stop word."""
    by_language = [[_STEMS[language][word] for word in found] for language in ("de", "en")]
    return tuple(dict.fromkeys(" ".join(stem for (stem,) in stems) for stems in by_language if found and all(stems)))


def words(text):
    """The words of a text in lower case, stop words included."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return WORD.findall(text.lower())


def guess_language(text):
    """'de', 'en' or None when the text says too little."""
    found = words(text[:4000])
    german = sum(word in STOP_WORDS_DE for word in found) + sum(not _UMLAUT.isdisjoint(word) for word in found)
    english = sum(word in STOP_WORDS_EN for word in found)
    if german == english:
        return None
    return "de" if german > english else "en"


def fold(word):
    """The word without accents, so that Straße and Strasse, Café and Cafe meet."""
    if word.isascii():
        return word
    spread = unicodedata.normalize("NFKD", word.replace("ß", "ss"))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


class _Stems(dict):
    """Remembers the stems of words; forgets all of them when it has grown too large."""

    def __init__(self, *languages):
        self.languages = languages

    def __missing__(self, word):
        if len(self) >= REMEMBERED_WORDS:
            self.clear()
        self[word] = stems = self._find(word)
        return stems

    def _find(self, word):
        if word in STOP_WORDS or len(word) > LONGEST_WORD or (len(word) < 2 and not word.isdigit()):
            return ()
        stems = dict.fromkeys(fold(_stem(word, language)) for language in self.languages)
        return tuple(stem for stem in stems if stem)


def _stem(word, language):
    with _stemming:
        if not _stemmers:
            import Stemmer

            _stemmers.update(de=Stemmer.Stemmer("german", 0), en=Stemmer.Stemmer("english", 0))
        return _stemmers[language].stemWord(word)


_stemming = Lock()
_stemmers = {}
_STEMS = {"de": _Stems("de"), "en": _Stems("en"), None: _Stems("de", "en")}
_UMLAUT, _BEFORE_S = frozenset("äöüß"), frozenset("aiouyé")
