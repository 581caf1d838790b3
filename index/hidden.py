"""What of an index somebody may not see, worked out for one state of it."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from index.records import batches

# Up to so many passages are compared one by one where a search is limited to them: HNSW, made to
# skip all others, looks at nearly every passage of the index.
FEW = 2000

IsHidden = Callable[[str], bool]
"""Tells of an article's id whether it is hidden."""


@dataclass(frozen=True)
class Hidden:
    """Articles that a search passes over as if they were not there."""

    articles: frozenset[str]
    """Their ids."""
    numbers: bytes
    """By the number of a passage's row: 1 where it is hidden."""
    passages: int
    """How many passages that is."""
    words: int
    """How many words they have, as full text counts them."""
    few: tuple[str, ...] | None
    """Ids of the passages that are left, where they are at most `FEW`."""

    def shows(self, number: int) -> bool:
        """Whether the passage of that row is not hidden."""
        return not self.numbers[number]


Hide = Callable[[sqlite3.Connection, str], Hidden]
"""Tells what is hidden in the state that a connection sees, whose name is given too."""


def find_hidden(connection: sqlite3.Connection, is_hidden: IsHidden) -> Hidden:
    """Work out what is hidden in the state that a connection sees."""
    ids = connection.execute("SELECT id FROM articles")
    articles = [article_id for (article_id,) in ids if is_hidden(article_id)]
    held, last = connection.execute("SELECT count(*), max(number) FROM passages").fetchone()
    numbers, count, words = bytearray((last or 0) + 1), 0, 0
    for some in batches(articles):
        rows = connection.execute(
            "SELECT p.number, sizes.sz FROM passages p "
            "JOIN lexical_docsize sizes ON sizes.id = p.number "
            "WHERE p.article IN (SELECT value FROM json_each(?))",
            (json.dumps(some),),
        )
        for number, sizes in rows:
            numbers[number] = 1
            count += 1
            words += sum(integers(sizes))
    few = None
    if held - count <= FEW:
        rows = connection.execute("SELECT number, id FROM passages")
        few = tuple(passage_id for number, passage_id in rows if not numbers[number])
    return Hidden(frozenset(articles), bytes(numbers), count, words, few)


def integers(blob: bytes) -> list[int]:
    """Read the integers of a record of FTS5's, in SQLite's notation for them.

    See "Varint Format" in https://www.sqlite.org/fileformat2.html: up to nine bytes of seven bits,
    highest first, of which all but the last have the eighth set.
    """
    found, value, length = [], 0, 0
    for byte in blob:
        length += 1
        if length == 9:
            found.append(value << 8 | byte)
            value = length = 0
            continue
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(value)
            value = length = 0
    return found
