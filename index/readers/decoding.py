"""Bytes of a file to text: encodings told apart, binary files refused."""

import codecs
import re
import unicodedata
from types import MappingProxyType

from index.readers.legacy_encodings import decode_legacy
from index.readers.mixed_encodings import decode_mixed
from index.readers.reading import UnreadableError

# Longest first: the mark of UTF-32 starts with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARCHIVES = (
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"Rar!", "a RAR archive"),
)
_TAR_MARK = (257, b"ustar")  # where a tar archive is marked, and how
_SIGNATURES = (
    *_ARCHIVES,
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Rich Text document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a media file"),
    (b"ID3", "a media file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.002  # share of control characters beyond which a file is no text
_LEAST_LETTERS = 0.7  # share of bytes beside zeros in text of a byte a letter
_MOSTLY = 0.9  # share of ASCII in Western text; Japanese in UTF-16 has about 0.75
_CHANCE = 16  # bytes of which fewer are letters in one order or the other by chance
_NO_LETTERS = frozenset({"Cc", "Cn", "Co", "Cs"})
_BY_ZEROS = MappingProxyType(
    {"000x": "utf-32-be", "x000": "utf-32-le", "0x0x": "utf-16-be", "x0x0": "utf-16-le"}
)
_SAMPLE = 200_000  # bytes that an unknown encoding is told from
# Codecs of Python that no file is in, some of which take time that grows as the square of a text.
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
)


def decode(raw: bytes, declared: str | None = None, *, old: str | None = None) -> str:
    """Return the text of a file.

    A byte order mark decides, unless what follows belies it, then zeros, which tell of two or four
    bytes a letter, then UTF-8, of lines too, then the encoding that the file itself declares, then
    what charset-normalizer makes of the bytes.

    Args:
        raw: The whole file.
        declared: Encoding that the file names, as HTML pages do.
        old: Encoding of what is no Unicode, where that is known from more than these bytes.

    Raises:
        UnreadableError: The bytes are not text.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            body = raw[len(mark) :]
            if _belies(body, encoding):
                raw = body
                break
            return _checked(raw.decode(encoding, "replace"))
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise UnreadableError(
                f"is {kind}, not text", "give its name the ending of what it is, or unpack it"
            )
    if b"\x00" in raw and (text := _decode_unmarked(raw)) is not None:
        return _checked(text)
    if len(_CONTROL_BYTE.findall(raw)) > _MOST_CONTROLS * len(raw):
        raise UnreadableError("holds binary data, not text")
    try:
        return _checked(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(
            decode_mixed(raw, old)
            or _decode_damaged(raw)
            or _decode_declared(raw, declared)
            or (raw.decode(old, "replace") if old else decode_legacy(raw))
        )


def is_old(raw: bytes) -> bool:
    """Whether bytes are in an encoding from before Unicode, as far as they tell."""
    if raw.isascii() or any(raw.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS):
        return False
    return not _is_utf8(raw) and _decode_damaged(raw) is None


def archive_kind(head: bytes) -> str | None:
    """Return what archive a file is, by its first 512 bytes; None where it is none."""
    place, mark = _TAR_MARK
    if head[place : place + len(mark)] == mark:
        return "a tar archive"
    return next((kind for signature, kind in _ARCHIVES if head.startswith(signature)), None)


def _belies(body: bytes, encoding: str) -> bool:
    """Whether what follows a byte order mark is in another encoding than the mark says."""
    sample = body[:_SAMPLE]
    if encoding == "utf-8-sig":
        return not _is_utf8(sample) and _decode_damaged(sample) is None
    # Text of two or four bytes a letter is hardly ever right UTF-8 with not one zero in it.
    return bool(sample) and b"\x00" not in sample and _is_utf8(sample)


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _checked(text: str) -> str:
    if len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise UnreadableError("holds binary data, not text")
    return text


def _decode_unmarked(raw: bytes) -> str | None:
    """Return text in UTF-32 or UTF-16 that no mark tells of; None where it is nothing of both."""
    sample = raw[:_SAMPLE]
    for encoding in ("utf-32-le", "utf-32-be"):
        if _is_text(sample, encoding):  # four bytes that are hardly ever one letter by chance
            return _decoded(raw, encoding)
    if _is_bytewise(sample):
        return None
    # White space has a zero before or behind it, whatever the script; Latin letters have as well.
    # So have some of Chinese on the other side, where a line's end is then no letter.
    little, big = sample[1::2].count(0), sample[::2].count(0)
    encodings = ("utf-16-le", "utf-16-be") if little > big else ("utf-16-be", "utf-16-le")
    tried = encodings[: 1 if len(sample) < _CHANCE else 2]
    fitting = next((each for each in tried if _is_text(sample, each)), None)
    return _decoded(raw, fitting) if fitting else None


def _is_bytewise(sample: bytes) -> bool:
    """Whether bytes are text of a byte a letter, or UTF-8, with zeros in it.

    Two letters of it are taken for one of Chinese. Of two bytes a letter, Latin text has a zero
    for each, and other text has bytes that are no letters, or are no UTF-8 and seldom ASCII.
    """
    rest = sample.replace(b"\x00", b"")
    if len(rest) < _LEAST_LETTERS * len(sample):
        return False
    if len(_CONTROL_BYTE.findall(rest)) > _MOST_CONTROLS * len(rest):
        return False
    ascii_bytes = sum(byte < 0x80 for byte in rest)
    return _is_utf8(rest) or ascii_bytes >= _MOSTLY * len(rest)


def _decoded(raw: bytes, encoding: str) -> str | None:
    width = 4 if "32" in encoding else 2
    try:
        return raw[: len(raw) // width * width].decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_text(sample: bytes, encoding: str) -> bool:
    """Whether bytes in an encoding are letters that Unicode has, and no control characters."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    odd = sum(unicodedata.category(letter) in _NO_LETTERS for letter in text)
    odd -= sum(text.count(space) for space in "\t\n\r\f\ufeff")
    return bool(text) and odd <= _MOST_CONTROLS * len(text)


def json_encoding(head: bytes) -> str | None:
    """Return the encoding of JSON with two or four bytes a letter, by its first four bytes.

    The first two letters of JSON are ASCII (RFC 4627, section 3). None of UTF-8 and all else.
    """
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = "".join("0" if byte == 0 else "x" for byte in head[:4])
    return _BY_ZEROS.get(zeros)


def has_byte_a_letter(encoding: str) -> bool:
    """Whether an encoding has each letter in one byte, so that all bytes are text in it."""
    try:
        return codecs.lookup(encoding).name not in _NO_CHARSETS and (
            len(bytes(range(0x80, 0x100)).decode(encoding, "replace")) == 0x80
            and len("é".encode(encoding, "replace")) == 1
        )
    except (LookupError, UnicodeError, ValueError):
        return False


def _decode_damaged(raw: bytes) -> str | None:
    """Return UTF-8 text of which a few bytes are broken; None where it is another encoding."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(1 for character in text if character > "\x7f") - broken
    return text if sound >= 10 * broken else None


def _decode_declared(raw: bytes, declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared).name
        # What calls itself Latin-1 is Windows-1252, as every browser reads it.
        name = "cp1252" if name in {"iso8859-1", "ascii"} else name
        return None if name in _NO_CHARSETS else raw.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
