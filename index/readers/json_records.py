"""Reader of JSON and JSON Lines: one article a record, a file of many read piece by piece."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

from index.readers.decoding import decode
from index.readers.json_article import article_in
from index.readers.json_fields import single
from index.readers.lines import Line, json_lines_of
from index.readers.reading import Record, UnreadableError, one_line

_BLANK = b" \t\r\n\x00\x1e"  # around a record; RFC 7464 puts a separator before each
_LISTS = ("articles", "items", "records", "documents", "docs", "results", "data", "entries",
          "hits", "stories", "posts", "news", "rows", "response", "@graph", "db")  # fmt: skip
_DEEPEST_LIST = 3  # objects around the list of articles, as in {"response": {"docs": [...]}}
# What schema.org calls articles; what else stands in a graph of it tells of the site.
_SCHEMA_TYPES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review)")


def read_json(raw: bytes) -> Iterator[Record]:
    """Yield the articles of a JSON file: an object, a list of objects, or an object on each line.

    A list may stand below a name such as "articles". Of a list, what is no article is told and the
    others are yielded.

    Raises:
        UnreadableError: It is no JSON, or holds no article.
    """
    text = decode(raw)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        records = _lines_of(text)
        if records is None:
            place = f"line {error.lineno}: {error.msg.lower()}"
            raise UnreadableError(f"is no JSON ({place})", "save it anew") from error
        yield from records
        return
    except (RecursionError, ValueError) as error:  # nested too deep, numbers too long
        raise UnreadableError("is no JSON that can be read", "save it anew") from error
    if isinstance(found, dict) and (reading := article_in(found)):
        yield Record(reading)
        return
    listed = _listed(found, _DEEPEST_LIST)
    if listed is None:
        raise UnreadableError(
            "holds no article", "give each article a text under the name text, content or body"
        )
    for number, each in enumerate(listed, start=1):
        yield _record(each, "record", number)


def read_json_lines(stream: io.BufferedReader) -> Iterator[Record]:
    """Yield the articles of a JSON Lines file, a line at a time; a bad line is told by its number.

    Args:
        stream: from the beginning of the file, of any length.

    Raises:
        UnreadableError: It is not what was packed, or a bomb: nothing of it is to be trusted.
    """
    for line in json_lines_of(stream):
        if line.problem:
            yield _failed("line", line.number, line.problem)
        elif line.raw.strip(_BLANK):
            yield _read_line(line)


def _read_line(line: Line) -> Record:
    number = line.number
    try:
        found = json.loads(decode(line.raw.strip(_BLANK), old=line.old))
    except json.JSONDecodeError as error:
        return _failed("line", number, f"is no JSON ({error.msg.lower()}, column {error.colno})")
    except UnreadableError as error:
        return _failed("line", number, str(error))
    except (RecursionError, ValueError):
        return _failed("line", number, "is no JSON that can be read")
    return _record(found, "line", number)


def _lines_of(text: str) -> list[Record] | None:
    """Return the records of JSON Lines under the name of JSON; None where it is nothing of both."""
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) < 2:
        return None
    records = [_read_line(Line(n, line.encode("utf-8", "replace"))) for n, line in lines]
    read = sum(1 for record in records if record.reading)
    return records if 2 * read > len(records) else None


def _listed(value: object, depth: int) -> list[object] | None:
    """Return the list of articles that stands in an object, or is all there is."""
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], dict) and article_in(value[0]) is None:
            return _listed(value[0], depth) or value  # a list around all that was exported
        return value if any(isinstance(each, dict) for each in value) else None
    if isinstance(value, dict) and depth:
        for name in _LISTS:
            found = _listed(value.get(name), depth - 1)
            if found is not None:
                return _articles_of_graph(found) if name == "@graph" else found
    return None


def _articles_of_graph(things: list[object]) -> list[object] | None:
    return [each for each in things if _SCHEMA_TYPES.fullmatch(_schema_type(each))] or None


def _schema_type(thing: object) -> str:
    stated = thing.get("@type") if isinstance(thing, dict) else None
    return str(next(iter(stated), "") if isinstance(stated, list) else stated)


def _record(value: object, kind: str, number: int) -> Record:
    if not isinstance(value, dict):
        return _failed(kind, number, 'is no object; write {"text": …}')
    values = cast(Mapping[str, object], value)
    try:
        reading = article_in(values)
    except UnreadableError as error:
        return _failed(kind, number, str(error))
    except (RecursionError, ValueError):
        return _failed(kind, number, "holds no text that can be read")
    if reading is None:
        names = one_line(", ".join(sorted(values)[:6])) or "none"
        return _failed(kind, number, f"has no text under a known name (it has {names[:100]})")
    return Record(reading, f"{kind} {number}", number, own_id(values))


def _failed(kind: str, number: int, problem: str) -> Record:
    return Record(None, f"{kind} {number}", number, problem=problem)


def own_id(values: Mapping[str, object]) -> str:
    """Return the id that a record gives itself; "" of none."""
    for name in ("id", "_id", "article_id", "articleId", "uuid", "guid", "identifier", "url"):
        value = single(values.get(name))
        if isinstance(value, int | str) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""
