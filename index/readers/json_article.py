"""The article in a JSON object, whatever names the program that wrote it uses."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from index.readers.front_matter import metadata_from
from index.readers.html import text_of_fragment
from index.readers.reading import Reading, clean, tidy

# In the order of preference; compared without case, hyphens and underscores.
_TEXTS = (
    "text", "content", "body", "articlebody", "fulltext", "maintext", "articletext", "bodytext",
    "contenttext", "contenthtml", "html", "bodyhtml", "texte", "inhalt", "contenu", "paragraphs",
    "article", "story", "markdown", "rawtext", "cleanedtext", "value",
)  # fmt: skip
_LEADS = ("lead", "teaser", "standfirst", "subtitle", "abstract", "summary", "description",
          "vorspann", "chapo")  # fmt: skip
# Objects that others wrap an article in.
_WRAPPERS = ("_source", "fields", "article", "attributes", "data", "doc", "document", "post")
_NAMES = MappingProxyType(
    dict.fromkeys(("title", "headline", "titel", "titre", "webtitle", "name"), "title")
    | dict.fromkeys(
        ("published", "datepublished", "date", "pubdate", "publishdate", "publisheddate",
         "publicationdate", "publishedat", "datepublish", "firstpublished", "webpublicationdate",
         "datum", "created", "createdat", "datecreated", "timestamp"),
        "published",
    )
    | dict.fromkeys(
        ("author", "authors", "byline", "creator", "autor", "autorin", "auteur", "auteurs"),
        "author",
    )
    | dict.fromkeys(
        ("language", "lang", "inlanguage", "languagecode", "locale", "sprache", "langue"),
        "language",
    )
    | dict.fromkeys(
        ("publisher", "source", "newspaper", "publication", "sitename", "sourcedomain", "outlet",
         "medium", "zeitung", "journal"),
        "publisher",
    )
)  # fmt: skip
_HTML = re.compile(r"</(?:p|div|h[1-6]|li|span|a|strong|em|b|i)>|<(?:br|p)\s*/?>", re.IGNORECASE)
_EPOCH = range(10**8, 10**11)  # seconds; what is larger counts thousandths
_LEAD_COMPARED = 60  # characters of a lead that the text may begin with as well


def article_in(values: Mapping[str, object]) -> Reading | None:
    """Return the article of a JSON object; None where there is no text under a known name.

    Example:
        >>> article_in({"headline": "Owls", "articleBody": "They hunt at night."}).text
        'They hunt at night.'
    """
    named = _named(values)
    for wrapper in _WRAPPERS:
        inner = values.get(wrapper)
        if isinstance(inner, dict) and _text(named) is None:
            named = _named(inner) | named
    body = _text(named)
    leads = [lead for name in _LEADS if (lead := _plain(named.get(name)))]
    if body is None:
        body = "\n\n".join(leads) if leads else None
    elif leads and leads[0][:_LEAD_COMPARED] not in body:
        body = f"{leads[0]}\n\n{body}"
    if not body:
        return None
    stated: dict[str, object] = {}
    for name, value in named.items():
        field = _NAMES.get(name)
        if field and field not in stated and value not in (None, "", [], {}):
            stated[field] = _date(value) if field == "published" else value
    return Reading(body, metadata_from(stated))


def _named(values: Mapping[str, object]) -> dict[str, object]:
    named: dict[str, object] = {}
    for name, value in values.items():
        named.setdefault(re.sub(r"[_\s-]+", "", str(name)).lower(), value)
    return named


def _text(named: Mapping[str, object]) -> str | None:
    return next((text for name in _TEXTS if (text := _plain(named.get(name)))), None)


def _plain(value: object) -> str | None:
    """Return the text of a string, of HTML, or of a list of paragraphs."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_paragraph, value))) or None
    if isinstance(value, dict):
        return _plain(
            next((value[name] for name in ("text", "value", "html") if name in value), "")
        )
    if not isinstance(value, str):
        return None
    text = clean(value)
    if _HTML.search(text):
        text = text_of_fragment(text)
    text = tidy(text)
    return text if re.search(r"\w", text) else None


def _paragraph(value: object) -> str | None:
    return _plain(value) if isinstance(value, str | dict) else None


def _date(value: object) -> object:
    """Return a date as text, where it is given as seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not _EPOCH.start <= value < 1000 * _EPOCH.stop:
        return str(value)
    seconds = value if value < _EPOCH.stop else value / 1000
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
