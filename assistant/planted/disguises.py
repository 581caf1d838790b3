"""What a text says when what hides its words from a search, and not from a model, is undone."""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

_UNSEEN = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]")  # an alphabet that nobody sees
_QUOTES = str.maketrans("’‘‛´`′", "''''''")
# Cyrillic and Greek letters that look like Latin ones.
_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u03b1\u03bf"
    "\u03c1\u03bd\u03c4\u03b9\u03ba\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421"
    "\u0422\u0425\u0406\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4"
    "\u03a7",
    "aeopcyxijsdhaopvtikABEKMHOPCTXIABEHIKMNOPTX",
)
_MIXED = re.compile(r"\b(?=\w*[a-zA-Z])(?=\w*[\u0370-\u04ff\u0500-\u052f])\w+\b")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_](?:[ .\-_*|]|\s{1,3})){3,}[^\W\d_](?!\w)")
_STEMS = re.compile(
    r"ignor\w*(?:instruction|all|your|consigne|anweisung)|(?:vergiss|forget|oublie)\w*|"
    r"instruction|anweisung|consigne|systemprompt|disregard",
    re.IGNORECASE,
)
_DIGITS: dict[str, str | int | None] = {
    "0": "o",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    "$": "s",
}
_LEET_WORD = re.compile(r"(?<![\w@$])(?=[\w@$]*[a-zA-Z])(?=[\w@$]*[013457@$])[\w@$]{2,}")
_FEWEST_LEET = 3  # words: one or two are a name
_FEWEST_ESCAPES = 3
_LEGIBLE = 0.7  # of what is decoded, so much is letters and spaces
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}|[A-Z2-7]{24,}=*")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?){16,}")
_BITS = re.compile(r"(?:[01]{8}\s?){8,}")
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}){4,}")
_ROTATED = re.compile(  # by 13: ignore, instruction, vergiss, anweisung, oublie, consigne, prompt
    r"\b(?:vtaber|vafgehpgvba\w*|iretvff|najrvfhat\w*|bhoyvr\w*|pbafvtar\w*|cebzcg\w*)\b",
    re.IGNORECASE,
)
_BACKWARDS = re.compile(
    r"\b(?:erongi|s?noitcurtsni|ssigrev|ne?gnusiewna|e?ilbuo|s?engisnoc|tpmorp)\b", re.IGNORECASE
)


def plain(text: str) -> str:
    """The text with nothing unseen in it, in the letters that it is read as.

    Example:
        >>> plain("Ig\u200bnore \uff41ll")
        'Ignore all'
    """
    text = _TAGS.sub(lambda found: chr(ord(found[0]) - 0xE0000), text)
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_QUOTES)
    return _MIXED.sub(lambda found: found[0].translate(_ALIKE), text)


def undone(text: str) -> Iterator[str]:
    """What a plain text may also say: spaced out, in digits for letters, encoded, backwards."""
    if _SPACED.search(text):
        yield _SPACED.sub(lambda found: re.sub(r"[\W_]", "", found[0]), text)
    if len(_LEET_WORD.findall(text)) >= _FEWEST_LEET:
        for one in "il":  # a 1 is either
            yield text.translate(str.maketrans(_DIGITS | {"1": one}))
    if text.count("%") >= _FEWEST_ESCAPES:
        yield unquote(text)
    if _ESCAPES.search(text):
        yield _ESCAPES.sub(lambda found: codecs.decode(found[0], "unicode_escape"), text)
    if _ROTATED.search(text):
        yield codecs.decode(text, "rot13")
    if _BACKWARDS.search(text):
        yield text[::-1]
    yield from _decoded(text)


def is_spelt_out_order(text: str) -> bool:
    """Whether words of orders are spelt out in single letters, with no gaps between words."""
    return any(_STEMS.search(re.sub(r"[\W_]", "", found[0])) for found in _SPACED.finditer(text))


def _decoded(text: str) -> Iterator[str]:
    for found in _ENCODED.finditer(text):
        word = found[0].rstrip("=")
        for decode, block in ((base64.urlsafe_b64decode, 4), (base64.b32decode, 8)):
            padded = word.replace("+", "-").replace("/", "_") + "=" * (-len(word) % block)
            with suppress(binascii.Error, ValueError):
                yield from _legible(decode(padded))
    for found in _HEX.finditer(text):
        with suppress(ValueError):
            yield from _legible(bytes.fromhex(re.sub(r"[ :]", "", found[0])))
    for found in _BITS.finditer(text):
        yield from _legible(bytes(int(octet, 2) for octet in re.findall(r"[01]{8}", found[0])))


def _legible(decoded: bytes) -> Iterator[str]:
    try:
        text = decoded.decode("utf-8")
    except UnicodeDecodeError:
        return
    if sum(letter.isalpha() or letter.isspace() for letter in text) > _LEGIBLE * len(text):
        yield plain(text)
