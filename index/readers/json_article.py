"""The article in a JSON object, whatever names the program that wrote it uses."""

import re
from collections.abc import Mapping

from index.readers.html import text_of_fragment, with_letters, with_paragraphs
from index.readers.json_fields import metadata_in, named
from index.readers.reading import Reading, clean, one_line, tidy

# In the order of preference; compared without case, hyphens and underscores.
_TEXTS = (
    "text", "content", "body", "articlebody", "fulltext", "maintext", "articletext", "bodytext",
    "contenttext", "contenthtml", "html", "bodyhtml", "texte", "inhalt", "contenu", "paragraphs",
    "article", "story", "markdown", "rawtext", "cleanedtext", "value",
)  # fmt: skip
_SECTIONS = ("sections", "blocks")  # lists of objects with a part of the text each
_LEADS = ("lead", "teaser", "standfirst", "subtitle", "abstract", "summary", "description",
          "vorspann", "chapo", "leadparagraph")  # fmt: skip
# Objects that others wrap an article in, and what is said of it apart from its text.
_WRAPPERS = ("_source", "fields", "article", "attributes", "data", "doc", "document", "post")
_ABOUT = ("metadata", "meta", "frontmatter")
# Of an object within a text: its heading, and where the text of it stands.
_HEADINGS = ("heading", "headline", "title")
_PARTS = ("text", "value", "html", "rendered", "content", "body", "paragraphs", "data", "items")
_HTML = re.compile(r"</(?:p|div|h[1-6]|li|span|a|strong|em|b|i)>|<(?:br|p)\s*/?>", re.IGNORECASE)
_LEAD_COMPARED = 60  # characters of a lead that the text may begin with as well


def article_in(values: Mapping[str, object]) -> Reading | None:
    """Return the article of a JSON object; None where there is no text under a known name.

    Example:
        >>> article_in({"headline": "Owls", "articleBody": "They hunt at night."}).text
        'They hunt at night.'
    """
    fields = named(values)
    for wrapper in _WRAPPERS:
        inner = values.get(wrapper)
        if isinstance(inner, dict) and _text(fields) is None:
            fields = named(inner) | fields
    body = _text(fields)
    leads = [lead for name in _LEADS if (lead := _plain(fields.get(name)))]
    if body is None:
        body = "\n\n".join(leads) if leads else None
    elif leads and leads[0][:_LEAD_COMPARED] not in body:
        body = f"{leads[0]}\n\n{body}"
    if not body:
        return None
    metadata = metadata_in(fields)
    for name in _ABOUT:
        if isinstance(about := fields.get(name), dict):
            metadata = metadata.or_else(metadata_in(named(about)))
    return Reading(body, metadata)


def _text(fields: Mapping[str, object]) -> str | None:
    values = [fields.get(name) for name in _TEXTS]
    for name in _SECTIONS:
        if isinstance(listed := fields.get(name), list):
            values.append([each for each in listed if isinstance(each, dict)])
    return next((text for value in values if (text := _plain(value))), None)


def _plain(value: object) -> str | None:
    """Return the text of a string, of HTML, or of a list of paragraphs or sections."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_paragraph, value))) or None
    if isinstance(value, dict):
        return _section(value)
    if not isinstance(value, str):
        return None
    text = clean(value)
    text = text_of_fragment(with_paragraphs(text)) if _HTML.search(text) else with_letters(text)
    text = tidy(text)
    return text if re.search(r"\w", text) else None


def _paragraph(value: object) -> str | None:
    return _plain(value) if isinstance(value, str | dict) else None


def _section(value: Mapping[str, object]) -> str | None:
    """Return the text of an object, below its heading where it has one."""
    text = next((text for name in _PARTS if (text := _plain(value.get(name)))), None)
    if text is None:
        return None
    if value.get("type") in {"header", "heading"}:
        return f"## {one_line(text)}"
    headings = (value.get(name) for name in _HEADINGS)
    heading = next((found for each in headings if (found := _heading(each))), None)
    return f"## {heading}\n\n{text}" if heading else text


def _heading(value: object) -> str | None:
    text = _plain(value)
    return one_line(text) if text else None
