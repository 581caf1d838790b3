"""The metadata that opens a text: YAML between `---`, TOML between `+++`, or `Title: …` lines.

An article is never lost to a mistake in its metadata. What YAML or TOML can't read is read line by
line as `key: value`. A block without any name that front matter has stays in the text, unless
nothing in it is for people: two rules may stand around a letter or an interview, whose lines look
like `key: value` as well. YAML is read as plain strings (so a language `no` is Norwegian, not
false), and aliases, of which YAML bombs are made, are refused.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping

import yaml

from index.readers.dates import iso_date
from index.readers.reading import Metadata

_FENCED = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_LARGEST_BLOCK = 65_536  # characters
_LINE = re.compile(r"([^\W\d][\w -]{0,30}?)[ \t]*[:=][ \t]+(\S.*)")
# How the lines of YAML and TOML begin, those of lists and of what is indented among them.
_STRUCTURED = re.compile(r"[^\W\d][\w -]{0,30}?[ \t]*[:=](?:\s|$)|[ \t#?:<&*{}\[\]]|-[ \t]")
_NAME_FOR_PROGRAMS = re.compile(r"[a-z][A-Za-z0-9_-]*")
_LONGEST_VALUE = 300  # characters
_DATE_STAMP = re.compile(r"\s*(?:date|datum)\s+(\d{4}-\d{2}(?:-\d{2})?)\b", re.IGNORECASE)

_KEYS: Mapping[str, frozenset[str]] = {
    "title": frozenset({"title", "titel", "titre", "headline"}),
    "language": frozenset({"language", "lang", "locale", "sprache", "langue"}),
    "published": frozenset(
        {"published", "date", "datum", "pubdate", "publish_date", "published_at", "date_published"}
    ),
    "author": frozenset({"author", "authors", "autor", "autorin", "auteur", "auteurs", "byline"}),
    "publisher": frozenset({"publisher", "site", "site_name", "sitename", "verlag", "éditeur"}),
}
_KNOWN = frozenset().union(*_KEYS.values())
# What else programs that make sites are told there; nothing of it is taken.
_PROGRAMS = frozenset(
    {
        "aliases", "bibliography", "canonical_url", "categories", "category", "created",
        "cssclasses", "description", "draft", "featured_image", "header_includes", "kategorien",
        "keywords", "last_modified", "lastmod", "layout", "marp", "modified", "permalink",
        "redirect_from", "schlagwörter", "sidebar_label", "sidebar_position", "slug", "tag", "tags",
        "taxonomies", "toc", "updated", "uuid", "weight",
    }
)  # fmt: skip
_LANGUAGE_NAMES = {
    "en": "eng english englisch anglais",
    "de": "deu ger german deutsch allemand",
    "fr": "fra fre french französisch français",
    "es": "spa spanish español spanisch espagnol",
    "it": "ita italian italiano italienisch italien",
    "nl": "nld dut dutch nederlands niederländisch néerlandais",
    "pt": "por portuguese português portugiesisch portugais",
    "pl": "pol polish polski polnisch polonais",
}
_LANGUAGE_OF_NAME = {
    name: code for code, names in _LANGUAGE_NAMES.items() for name in names.split()
}


def split_front_matter(text: str) -> tuple[Metadata, str]:
    """Return the metadata that opens a text, and the text after it.

    Lines such as `Title: …` above a text are read, but stay in it.
    """
    found = _FENCED.match(text[:_LARGEST_BLOCK])
    if found:
        content = found.group(2)
        values = _parse(found.group(1), content)
        for_programs = _is_for_programs(values)
        known = _KNOWN | _PROGRAMS if values else _KNOWN
        values = values or _read_damaged(content)
        if for_programs or any(_spelt(name) in known for name in values):
            return metadata_from(values), text[found.end() :]
    return _metadata_of_first_lines(text), text


def metadata_from(values: Mapping[str, object]) -> Metadata:
    """Return what a mapping of names to values says, whatever its spelling of the names."""
    texts: dict[str, str] = {}
    for name, value in values.items():
        spelt = _spelt(name)
        for field, names in _KEYS.items():
            if spelt in names and field not in texts and (text := _as_text(value)):
                texts[field] = text
    language = language_code(texts.get("language", ""))
    return Metadata(
        title=texts.get("title"),
        language=language,
        published=iso_date(texts.get("published", ""), language),
        author=texts.get("author"),
        publisher=texts.get("publisher"),
    )


def _spelt(name: object) -> str:
    return re.sub(r"[\s-]+", "_", str(name).strip().lower())


def language_code(name: str) -> str | None:
    """Return ISO 639-1 of "de", "de-DE", "deu", "German" or "Deutsch"; None of anything else."""
    lowered = re.split(r"[-_ (]", name.strip().lower(), maxsplit=1)[0]
    if re.fullmatch(r"[a-z]{2}", lowered):
        return lowered
    return _LANGUAGE_OF_NAME.get(lowered)


class _PlainLoader(yaml.BaseLoader):
    """Reads every value as a string, and refuses aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases have no place in front matter")
        return super().compose_node(parent, index)


def _parse(fence: str, content: str) -> Mapping[str, object]:
    try:
        if fence == "+++":
            return tomllib.loads(content)
        # Not unsafe: the loader makes nothing but strings, lists and mappings.
        values = yaml.load(content, Loader=_PlainLoader)  # noqa: S506
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _is_for_programs(values: Mapping[str, object]) -> bool:
    """Tell whether names and values are such as only programs are told: no capital, no sentence."""
    waiting: list[object] = list(values.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and len(value.split()) > 1:
            return False
    return bool(values) and all(_NAME_FOR_PROGRAMS.fullmatch(str(name)) for name in values)


def _read_damaged(content: str) -> dict[str, object]:
    """Read a block as lines of `key: value`; nothing where most of its lines are prose."""
    lines = [line for line in content.splitlines() if line.strip()]
    structured = sum(_STRUCTURED.match(line) is not None for line in lines)
    return _read_lines(lines) if structured > len(lines) / 2 else {}


def _read_lines(lines: Iterable[str]) -> dict[str, object]:
    found = (_LINE.fullmatch(line.rstrip()) for line in lines)
    return {line.group(1): line.group(2).strip("\"'[] ") for line in found if line}


def _metadata_of_first_lines(text: str) -> Metadata:
    """Read `Title: …` and the like from the lines that open a text, or a date stamp."""
    lines = text.lstrip("\n").split("\n", maxsplit=12)[:12]
    opening: list[str] = []
    for line in lines:
        found = _LINE.fullmatch(line.strip())
        if not found or found.group(1).lower() not in _KNOWN:
            break
        opening.append(line.strip())
    stamp = _DATE_STAMP.match(lines[0]) if lines else None
    if stamp and not opening:
        return Metadata(published=iso_date(stamp.group(1)))
    return metadata_from(_read_lines(opening))


def _as_text(value: object) -> str:
    """Return one line of text; lists are joined, of a person's entry the name is taken."""
    if isinstance(value, dict):
        value = value.get("name", "")
    if isinstance(value, list):
        value = ", ".join(filter(None, map(_as_text, value[:20])))
    text = " ".join(str(value).split())
    return "" if text.lower() in {"~", "null", "none"} else text[:_LONGEST_VALUE]
