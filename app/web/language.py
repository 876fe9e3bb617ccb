"""Which language a text is in: a guess from its commonest words and letters, good from a dozen words on."""

import re

GERMAN = frozenset(
    ["der", "die", "das", "und", "ist", "nicht", "ich", "sie", "es", "ein", "eine", "einen", "einem", "einer", "zu", "mit", "auf", "für", "den", "dem", "des", "im", "in", "von", "wir", "ihr", "du", "auch", "aber", "oder", "wenn", "wie", "was", "wer", "wo", "kann", "könnte", "habe", "hat", "haben", "sind", "war", "werden", "wird", "bei", "nach", "noch", "nur", "schon", "sich", "so", "als", "an", "aus", "dass", "doch", "mehr", "sehr", "kein", "keine", "mein", "meine", "unser", "bitte", "gibt", "gern", "gerne", "hier", "immer", "über", "um", "vor"]
)
ENGLISH = frozenset(
    ["the", "and", "is", "not", "i", "you", "it", "a", "an", "to", "with", "on", "for", "of", "in", "we", "they", "this", "that", "these", "are", "was", "were", "be", "been", "can", "could", "would", "have", "has", "had", "do", "does", "did", "what", "who", "where", "when", "how", "why", "which", "there", "here", "please", "your", "my", "our", "their", "his", "her", "at", "from", "but", "or", "if", "so", "as", "by", "just", "only", "also", "more", "very", "no", "some", "any", "will", "should", "about", "into", "out", "up", "like", "than", "then", "them"]
)
WORD = re.compile(r"[^\W\d_]+")
ENOUGH_CHARACTERS = 2000


def guess_language(text):
    """"de", "en", or None when the text does not say."""
    words = WORD.findall(text[:ENOUGH_CHARACTERS].lower())
    german = sum(word in GERMAN for word in words) + sum(not word.isascii() for word in words) / 2
    english = sum(word in ENGLISH for word in words)
    if max(german, english) < 1 or german == english:
        return None
    return "de" if german > english else "en"
