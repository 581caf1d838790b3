"""What of an index somebody may not see, worked out for one state of it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from index.bm25 import estimated
from index.connection import Connection
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
    languages: Mapping[str, int]
    """By language, how many articles are left."""

    def shows(self, number: int) -> bool:
        """Whether the passage of that row is not hidden."""
        return not self.numbers[number]

    def estimated(self, counted: int, last: int) -> int:
        """In how many visible passages a term is, counted in the rows up to the last one."""
        return estimated(counted, self.numbers.count(0, 1, last + 1), self.numbers.count(0, 1))


Hide = Callable[[Connection, str], Hidden]
"""Tells what is hidden in the state that a connection sees, whose name is given too."""


def find_hidden(connection: Connection, is_hidden: IsHidden) -> Hidden:
    """Work out what is hidden in the state that a connection sees."""
    articles, languages = [], Counter[str]()
    for article_id, language in connection.execute("SELECT id, language FROM articles"):
        if is_hidden(article_id):
            articles.append(article_id)
        else:
            languages[language] += 1
    held, last = connection.execute("SELECT count(*), max(number) FROM passages").fetchone()
    numbers, count, words = bytearray((last or 0) + 1), 0, 0
    for some in batches(articles):
        for number, length in connection.full_text.lengths(connection, some):
            numbers[number] = 1
            count += 1
            words += length
    few = None
    if held - count <= FEW:
        rows = connection.execute("SELECT number, id FROM passages")
        few = tuple(str(passage_id) for number, passage_id in rows if not numbers[number])
    return Hidden(frozenset(articles), bytes(numbers), count, words, few, languages)
