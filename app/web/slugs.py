"""Turns a title or a name into the readable part of an address."""

import re
import unicodedata


def slugify(text, limit=60, fallback="topic"):
    """Return lower-case ASCII words joined by hyphens, at most `limit` long; `fallback` where nothing is left."""
    spelled = unicodedata.normalize("NFKC", text).lower().translate(SPELLINGS)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return shorten(slug, limit) or fallback


def shorten(slug, limit):
    if len(slug) <= limit:
        return slug
    words, _, _ = slug[: limit + 1].rpartition("-")
    return words if len(words) >= limit // 2 else slug[:limit].strip("-")


SPELLINGS = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa",
        "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "€": " euro ", "&": " ", "’": "'",
        # Cyrillic and Greek, so that those members have an address that they recognise.
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie",
        "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m",
        "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
        "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu",
        "я": "ia", "α": "a", "ά": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "έ": "e", "ζ": "z",
        "η": "i", "ή": "i", "θ": "th", "ι": "i", "ί": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n",
        "ξ": "x", "ο": "o", "ό": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y",
        "ύ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o", "ώ": "o",
    }
)  # fmt: skip
