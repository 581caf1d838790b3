"""Reader of the XML of newspapers, archives and journals: NITF, NewsML, TEI, JATS, ALTO, feeds."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.readers.alto import read_alto
from index.readers.dates import iso_date
from index.readers.front_matter import language_code
from index.readers.html import read_html, text_of_fragment, title_text, with_paragraphs
from index.readers.hyphens import HYPHEN, broken
from index.readers.reading import Metadata, Reading, Record, UnreadableError, clean, one_line, tidy
from index.readers.tree_names import as_html
from index.readers.vocabularies import VOCABULARIES, Vocabulary
from index.readers.xml_trees import parse_xml, texts

if TYPE_CHECKING:
    from lxml import etree

_BY = re.compile(r"(?:by|von|par|por|di|door)\s+(?=[^\W\d_])", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@()]+@[^\s@()]+\s*\(([^()]+)\)")  # as RSS wants an author named
_EMPTY_BRACKETS = re.compile(r" ?\[[\s,;–-]*\]")  # around numbers of references
_MOST_AUTHORS = 20
_LONGEST = 300  # characters of a title or name


def read_xml(raw: bytes) -> Iterator[Record]:
    """Yield the articles of an XML file whose outermost element tells what it is.

    Raises:
        UnreadableError: It is damaged, or of no known kind.
    """
    root = parse_xml(raw)
    if root.tag == "html":
        yield Record(read_html(raw))
        return
    if root.tag == "alto":
        yield Record(read_alto(root))
        return
    if root.tag == "mets":
        # An article is one file's: a sync compares its bytes, and collections go by its path.
        raise UnreadableError(
            "is METS, which names the pages of a print in files of their own",
            "have its ALTO files in the folder, of which each is read as an article",
        )
    vocabulary = next((each for each in VOCABULARIES if root.tag in each.roots), None)
    if vocabulary is None or (vocabulary.name == "JATS" and root.find("front") is None):
        known = ", ".join(each.name for each in VOCABULARIES)
        raise UnreadableError(
            f"is XML of a kind that is not known (<{str(root.tag)[:40]}>)",
            f"known are {known} and ALTO; save it as text or HTML",
        )
    of_all = _metadata_of_all(root, vocabulary)
    several = root.xpath(vocabulary.articles) if vocabulary.articles else []
    if not several or several == [root]:
        yield Record(_reading(root, vocabulary, of_all))
        return
    for number, article in enumerate(several, start=1):
        key = _first(article, vocabulary.key) or ""
        reading = _reading(article, vocabulary, of_all)
        if re.search(r"\w", reading.text):
            yield Record(reading, f"record {number}", number, key)
        else:
            yield Record(None, f"record {number}", number, key, "holds no text")


def _reading(article: "etree._Element", vocabulary: Vocabulary, of_all: Metadata) -> Reading:
    metadata = _metadata(article, vocabulary, of_all)  # first: writing the text renames elements
    parts = [_text(part, vocabulary) for part in article.xpath(vocabulary.body)]
    return Reading(tidy("\n\n".join(filter(None, parts))), metadata)


def _text(part: "etree._Element", vocabulary: Vocabulary) -> str:
    from index.readers.markup import text_of_tree

    if vocabulary.escaped and not len(part):
        return tidy(text_of_fragment(with_paragraphs(clean(part.text or ""))))
    for line_break in part.xpath(".//lb"):
        _join_lines(line_break)
    as_html(part, vocabulary.names, vocabulary.dropped)
    if part.tag in vocabulary.names:
        part.tag = vocabulary.names[part.tag]
        return tidy(clean(f"## {one_line(''.join(part.itertext())) or ''}"))
    text = tidy(text_of_tree(part))
    return _EMPTY_BRACKETS.sub("", text) if vocabulary.name == "JATS" else text


def _join_lines(line_break: "etree._Element") -> None:
    """Write what stands between two lines: where they end says nothing; a word may go on."""
    line_break.text = "" if line_break.get("break") == "no" else " "
    last, parent = line_break.getprevious(), line_break.getparent()
    before = (last.tail if last is not None else parent.text if parent is not None else "") or ""
    head = before.rstrip()
    if parent is None or not HYPHEN.search(head):
        return
    after = (line_break.tail or "").lstrip()
    head, line_break.text = broken(head, after)
    line_break.tail = after
    if last is not None:
        last.tail = head
    else:
        parent.text = head


def _metadata_of_all(root: "etree._Element", vocabulary: Vocabulary) -> Metadata:
    of_all = vocabulary.of_all
    return Metadata(
        author=_authors(root, of_all.author),
        publisher=_first(root, of_all.publisher),
        language=language_code(_first(root, of_all.language, last=True) or ""),
    )


def _metadata(article: "etree._Element", vocabulary: Vocabulary, of_all: Metadata) -> Metadata:
    stated = language_code(_first(article, vocabulary.language, last=True) or "")
    language = stated or of_all.language
    dates = (_date(article, path, language) for path in vocabulary.published)
    title = _first(article, vocabulary.title)
    return Metadata(
        title=title_text(title) if title and vocabulary.escaped else title,
        language=language,
        published=next(filter(None, dates), None),
        author=_authors(article, vocabulary.author),
        publisher=_first(article, vocabulary.publisher),
    ).or_else(of_all)


def _first(article: "etree._Element", paths: Sequence[str], *, last: bool = False) -> str | None:
    """Return what the first path that finds something finds: its first text, or the nearest."""
    for path in paths:
        if found := texts(article, path):
            return found[-1 if last else 0][:_LONGEST]
    return None


def _authors(article: "etree._Element", paths: Sequence[str]) -> str | None:
    for path in paths:
        found = article.xpath(path)
        names = [_name(each) for each in found][:_MOST_AUTHORS]
        if any(names):
            return ", ".join(dict.fromkeys(filter(None, names)))[:_LONGEST]
    return None


def _name(found: "etree._Element | str") -> str:
    """Return a person's name, given name first, without the "by" of a byline."""
    if isinstance(found, str):
        name = found
    elif found.find("surname") is not None:
        name = " ".join(filter(None, (found.findtext("given-names"), found.findtext("surname"))))
    else:
        name = "".join(found.itertext())
    if address := _ADDRESS.fullmatch(name.strip()[:_LONGEST]):
        name = address.group(1)
    name = " ".join(name.split())
    begins = _BY.match(name)
    return name[begins.end() if begins else 0 :].strip(" ,;")


def _date(article: "etree._Element", path: str, language: str | None) -> str | None:
    for found in article.xpath(path):
        if not isinstance(found, str) and found.find("year") is not None:
            parts = (found.findtext(part) for part in ("year", "month", "day"))
            value = "-".join(part.strip() for part in parts if part)
        else:
            value = found if isinstance(found, str) else "".join(found.itertext())
        if date := iso_date(value, language):
            return date
    return None
