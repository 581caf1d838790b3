"""Bytes of a file to text: encodings told apart, binary files refused."""

import codecs
import re

# Longest first: the mark of UTF-32 starts with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Rich Text document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a media file"),
    (b"ID3", "a media file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.002  # share of control characters beyond which a file is no text
_SAMPLE = 200_000  # bytes that an unknown encoding is told from
_FEW = 20  # bytes beyond ASCII, too few to tell encodings apart by
_SAME_FIT = 0.05  # difference of coherence that says nothing
_WESTERN_LETTER = re.compile("[ÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØÙÚÛÜÝŸŒßàâäáãåæçèéêëìíîïñòóôöõøùúûüýÿœ]")
_WESTERN_SIGN = re.compile(
    "(?<![a-z])[„“”‚‘«»–—…€°§·•´©®™½¼¾²³¡¿º\u00a0](?![a-z])|[’„“”«»–—…¡¿\u00a0]"
)


class UnreadableError(ValueError):
    """Why bytes are not text; the reason completes "the file …"."""


def decode(raw: bytes, declared: str | None = None) -> str:
    """Return the text of a file.

    A byte order mark decides, then UTF-8, then the encoding that the file itself declares, then
    what charset-normalizer makes of the bytes.

    Args:
        raw: The whole file.
        declared: Encoding that the file names, as HTML pages do.

    Raises:
        UnreadableError: The bytes are not text.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _checked(raw.decode(encoding, "replace"))
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise UnreadableError(f"is {kind}, not text")
    if b"\x00" in raw:
        return _checked(_decode_unmarked_utf16(raw))
    try:
        return _checked(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(
            _decode_damaged(raw) or _decode_declared(raw, declared) or _decode_legacy(raw)
        )


def _checked(text: str) -> str:
    if len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise UnreadableError("holds binary data, not text")
    return text


def _decode_unmarked_utf16(raw: bytes) -> str:
    """Latin text in UTF-16 has a zero in every second byte, always the same one of the two."""
    sample = raw[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 20 <= max(even, odd) >= 0.3 * len(sample) / 2:
        try:
            return raw.decode("utf-16-le" if odd > even else "utf-16-be")
        except UnicodeDecodeError:
            pass
    raise UnreadableError("holds binary data, not text")


def _decode_damaged(raw: bytes) -> str | None:
    """Return UTF-8 text of which a few bytes are broken; None where it is another encoding."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(1 for character in text if character > "\x7f") - broken
    return text if sound >= 10 * broken else None


def _decode_declared(raw: bytes, declared: str | None) -> str | None:
    try:
        return raw.decode(declared) if declared else None
    except (LookupError, UnicodeDecodeError):
        return None


def _decode_legacy(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(raw[:_SAMPLE])
    best = matches.best()
    likely = [best.encoding] if best else []
    # Of encodings that fit as well as each other, the one that most old Western files are in.
    if _looks_western(raw[:_SAMPLE]) and (
        best is None
        or sum(byte > 0x7F for byte in raw[:_SAMPLE]) < _FEW
        or any(
            match.encoding == "cp1252" and match.coherence >= best.coherence - _SAME_FIT
            for match in matches
        )
    ):
        likely.insert(0, "cp1252")
    if not likely:
        raise UnreadableError("holds no text in an encoding that is known")
    return raw.decode(likely[0], "replace")


def _looks_western(raw: bytes) -> bool:
    """Whether bytes read as Windows-1252 give words with an accented letter here and there."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return False
    accented = len(_WESTERN_LETTER.findall(text))
    plain = sum(1 for character in text if character.isascii() and character.isalpha())
    odd = sum(1 for character in text if character > "\x7f") - accented
    odd -= len(_WESTERN_SIGN.findall(text))
    return accented <= 0.3 * plain and odd <= 0.05 * (accented + 1)
