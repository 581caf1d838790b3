"""Old encodings of one byte a letter, told apart by the language that the bytes are in.

charset-normalizer is good at families of scripts and takes Western encodings for each other, since
each gives letters for almost every byte, and for those of Central Europe and Turkey. Which language
a text is in can be told in spite of wrong accents, and a language says which letters to expect.
"""

import re
from collections import Counter
from types import MappingProxyType

from index.language import detect_language
from index.readers.reading import UnreadableError

_SAMPLE = 200_000  # bytes that an encoding is told from
_LANGUAGE_SAMPLE = 5_000  # characters that a language is told from
_FEW = 20  # bytes beyond ASCII, too few for charset-normalizer to tell encodings apart by

_SIGNS = "„“”‘’‚«»‹›–—…•€£§°·©®™¿¡½¼²³ºª\u00a0"
_LETTERS = MappingProxyType(
    {
        "de": "äöüßÄÖÜé",
        "en": "éèêïöüñç",
        "fr": "àâæçéèêëîïôœùûüÿÀÂÇÈÉÊÎÔŒ",
        "es": "áéíñóúüÁÉÍÑÓÚ",
        "it": "àèéìòùÀÈÉÌÒÙ",
        "pt": "ãáàâçéêíõóôúÃÁÀÂÇÉÊÍÕÓÔÚ",
        "nl": "ëïéèöüáó",
        "da": "æøåéÆØÅ",
        "no": "æøåéòÆØÅ",
        "sv": "åäöéÅÄÖ",
        "fi": "äöåÄÖÅ",
        "ca": "àçèéíïòóúüÀÇÈÉÒÓ·",
    }
)
# Of languages that have encodings of their own.
_OTHER_LETTERS = MappingProxyType(
    {
        "pl": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
        "cs": "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ",
        "sk": "áäčďéíĺľňóôŕšťúýžÁČĎÉÍĽŇÓŠŤÚÝŽ",
        "hu": "áéíóöőúüűÁÉÍÓÖŐÚÜŰ",
        "ro": "ăâîşţĂÂÎŞŢ",
        "hr": "čćđšžČĆĐŠŽ",
        "sl": "čšžČŠŽ",
        "tr": "çğıöşüâîÇĞİÖŞÜ",
    }
)
_OTHER_ENCODINGS = ("cp1250", "iso8859-2", "cp852", "cp1254")
_ANY_LETTER = "".join(sorted(set("".join(_LETTERS.values()))))

_MISPLACED = re.compile(r"(?<=[^\W\d_])[„‚¿¡]")  # what begins something, at the end of a word
_C1 = re.compile(rb"[\x80-\x9f]")  # letters and signs in Windows-1252, nothing in ISO 8859
_LATIN9 = re.compile(
    rb"\xa4|[a-z\xe0-\xff][\xa6\xa8\xb4\xb8\xbc-\xbe]|[\xa6\xa8\xb4\xb8\xbc-\xbe][a-z\xe0-\xff]"
)


def decode_legacy(raw: bytes) -> str:
    """Return the text of bytes that are no Unicode.

    Raises:
        UnreadableError: they are no text in an encoding that is known.
    """
    encoding = legacy_encoding(raw)
    if encoding is None:
        raise UnreadableError("holds no text in an encoding that is known")
    return raw.decode(encoding, "replace")


def legacy_encoding(raw: bytes) -> str | None:
    """Return the encoding of bytes that are no Unicode; None where it is none that is known."""
    from charset_normalizer import from_bytes

    sample = raw[:_SAMPLE]
    best = from_bytes(sample).best()
    likely = best.encoding if best else "cp1252"
    language = detect_language(sample.decode(likely, "replace")[:_LANGUAGE_SAMPLE])
    few = sum(byte > 0x7F for byte in sample) < _FEW
    if few or language in _LETTERS or language in _OTHER_LETTERS:
        return _latin(sample, likely)
    return likely if best else None


def _latin(sample: bytes, likely: str) -> str:
    """Return the encoding in which the bytes have the most letters of a language, and least others.

    In each the language is told anew: wrong accents may make a text look like another one.
    """
    # The first of equals: the one that most old files are in.
    encodings = dict.fromkeys(
        (_windows_or_iso(sample), likely, "mac_roman", "cp850", *_OTHER_ENCODINGS)
    )

    def fit(encoding: str) -> tuple[int, int]:
        text = sample.decode(encoding, "replace")
        language = detect_language(text[:_LANGUAGE_SAMPLE])
        letters = _LETTERS.get(language) or _OTHER_LETTERS.get(language, _ANY_LETTER)
        usual = frozenset(letters + _SIGNS)
        beyond = Counter(letter for letter in text if letter > "\x7f")
        known = sum(count for letter, count in beyond.items() if letter in usual)
        known -= len(_MISPLACED.findall(text))
        # Letters of other languages tell of equals, where a text quotes them.
        other = sum(count for letter, count in beyond.items() if letter in _ANY_LETTER)
        return known - 2 * (beyond.total() - known), other

    return max(encodings, key=fit)


def _windows_or_iso(sample: bytes) -> str:
    """Return Windows-1252, or ISO 8859-15 where its € and œ make sense and ¤ and ½ do not."""
    latin9 = _C1.search(sample) is None and _LATIN9.search(sample) is not None
    return "iso8859-15" if latin9 else "cp1252"
