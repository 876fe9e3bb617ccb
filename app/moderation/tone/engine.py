"""The tone of a text from word lists: TextBlob's engine with its English list, and with the German Polarity Lexicon.

Only the engine's one file is loaded: `import textblob` would bring all of NLTK along, 30 MB of which nothing is used,
and `textblob_de` cannot be imported beside today's TextBlob at all. Each list takes a few megabytes when first used.
"""

from functools import lru_cache
from importlib.metadata import distribution
from importlib.util import module_from_spec, spec_from_file_location

from app.web.language import guess_language
from app.web.text import plain_text

# Raise it when the same text would be given another tone.
VERSION = 1
ENOUGH_TEXT = 5000
# Many words of the lists are hardly good or bad ("first", "open"): those alone say nothing.
TELLING = 0.3
GERMAN_NEGATIONS = ("nicht", "nie", "niemals", "kein", "keine", "keinen", "keiner", "ohne")


def tone_of(body):
    """(polarity from -1 to 1, language) of an author's own words; polarity is None where it is unknown."""
    text = plain_text(body[:ENOUGH_TEXT], own_words=True)
    language = guess_language(text)
    if language is None:
        return None, None
    found = _list_of(language).assessments(_words(text, language))
    polarities = [polarity for _words_, polarity, *_rest in found]
    if not any(abs(polarity) >= TELLING for polarity in polarities):
        return None, language
    return sum(polarities) / len(polarities), language


def _words(text, language):
    """The words as the engine takes them; German nouns are looked up with their capital."""
    split = _engine().find_tokens(text)
    known = _list_of(language)
    for word in " ".join(split).split():
        yield (word if word in known else word.lower()), None


@lru_cache(maxsize=2)
def _list_of(language):
    engine = _engine()
    if language == "de":
        lexicon = distribution("textblob-de").locate_file("textblob_de/data/de-sentiment.xml")
        made = engine.Sentiment(path=str(lexicon), language="de", negations=GERMAN_NEGATIONS, modifiers=())
    else:
        lexicon = distribution("textblob").locate_file("textblob/en/en-sentiment.xml")
        made = engine.Sentiment(
            path=str(lexicon), language="en", synset="wordnet_id", modifier=lambda word: word.endswith("ly")
        )
    made.load()
    return made


@lru_cache(maxsize=1)
def _engine():
    path = distribution("textblob").locate_file("textblob/_text.py")
    spec = spec_from_file_location("earshot_textblob_engine", str(path))
    engine = module_from_spec(spec)
    spec.loader.exec_module(engine)
    return engine
