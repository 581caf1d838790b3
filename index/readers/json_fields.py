"""What a JSON object says of its article beside the text: title, date, author and the like."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from index.readers.front_matter import metadata_from
from index.readers.html import title_text
from index.readers.reading import Metadata, one_line

# In the order of preference; compared without case, hyphens and underscores.
_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "title": ("title", "headline", "titel", "titre", "überschrift", "webtitle", "name"),
    "published": (
        "published", "datepublished", "publishedat", "pubdate", "publishdate", "publisheddate",
        "publicationdate", "dateofpublication", "datepublish", "firstpublished",
        "webpublicationdate", "erscheinungsdatum", "date", "datum", "created", "createdat",
        "datecreated", "timestamp",
    ),
    "author": ("author", "authors", "byline", "creator", "autor", "autorin", "auteur", "auteurs",
               "verfasser", "verfasserin"),
    "language": ("language", "lang", "inlanguage", "languagecode", "langcode", "locale", "sprache",
                 "langue"),
    "publisher": ("publisher", "newspaper", "publication", "sitename", "outlet", "medium",
                  "zeitung", "journal", "source", "quelle", "sourcedomain"),
})  # fmt: skip
# Where programs put the one value of an object: MongoDB, WordPress, the New York Times and others.
_VALUES = ("$date", "$oid", "$numberLong", "rendered", "main", "original", "name", "value")
_PERSON = (("firstname", "lastname"), ("givenname", "familyname"), ("forename", "surname"))
_BY = re.compile(r"(?:by|von|par|por|di|door)\s+(?=[^\W\d_])", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_EPOCH = range(10**8, 10**11)  # seconds; what is larger counts thousandths
_MOST_AUTHORS = 20


def named(values: Mapping[str, object]) -> dict[str, object]:
    """Return values by their names without case, hyphens and underscores."""
    found: dict[str, object] = {}
    for name, value in values.items():
        found.setdefault(re.sub(r"[_\s-]+", "", str(name)).lower(), value)
    return found


def single(value: object) -> object:
    """Return the value that an object stands for, such as `{"$date": …}`, and any other as it is.

    Example:
        >>> single({"$date": {"$numberLong": "1714629600000"}})
        '1714629600000'
    """
    for _ in range(len(_VALUES)):
        if not isinstance(value, dict):
            break
        value = next((value[name] for name in _VALUES if name in value), "")
    return value


def metadata_in(values: Mapping[str, object]) -> Metadata:
    """Return what an object says of its article; its names as `named` gives them."""
    stated: dict[str, object] = {}
    for field, names in _NAMES.items():
        read = _READERS[field]
        found = (read(name, values[name]) for name in names if name in values)
        if value := next(filter(None, found), None):
            stated[field] = value
    return metadata_from(stated)


def _title(_: str, value: object) -> str | None:
    text = single(value)
    return title_text(text) if isinstance(text, str) else None


def _date(_: str, value: object) -> str | None:
    """Return a date as text, also where it is given as seconds since 1970."""
    value = single(value)
    if isinstance(value, str):
        if not re.fullmatch(r"\d{9,13}", value):
            return value
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not _EPOCH.start <= value < 1000 * _EPOCH.stop:
        return str(value)
    seconds = value if value < _EPOCH.stop else value / 1000
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _authors(name: str, value: object) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = [_person(each) for each in people[:_MOST_AUTHORS]]
    line = ", ".join(dict.fromkeys(filter(None, names)))
    begins = _BY.match(line) if name == "byline" else None
    return line[begins.end() :] if begins else line


def _person(value: object) -> str:
    """Return a person's name; "" of a number, which only the program that wrote it can look up."""
    if isinstance(value, dict):
        parts = named(value)
        for first, last in _PERSON:
            if parts.get(last):
                return " ".join(str(parts[each]) for each in (first, last) if parts.get(each))
        value = single(value)
    return (one_line(value) or "") if isinstance(value, str) else ""


def _publisher(_: str, value: object) -> str | None:
    text = value.get("name") if isinstance(value, dict) else value
    return None if not isinstance(text, str) or _ADDRESS.match(text) else one_line(text)


def _language(_: str, value: object) -> str | None:
    text = single(next(iter(value), None) if isinstance(value, list) else value)
    return text if isinstance(text, str) else None


_READERS: Mapping[str, Callable[[str, object], str | None]] = MappingProxyType(
    {
        "title": _title, "published": _date, "author": _authors, "language": _language,
        "publisher": _publisher,
    }
)  # fmt: skip
