"""Whoever adds one text many times over does not fill the places of a search with it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from index import retrieval
from index.article_index import ArticleIndex
from index.copies import MOST_ALIKE, MOST_IN_ALL

Write = Callable[[Mapping[str, str]], Path]
QUESTION = "Who paid for the harbour of Lund?"
TRUE = {
    "town.txt": "The town of Lund took up three loans in 1901 and built its harbour with them.",
    "fr.txt": "Le port de Lund a été payé par la ville, qui a emprunté pendant vingt ans.",
    "ferry.txt": "A ferry leaves the harbour of Lund every hour; the crossing costs four crowns.",
}


def copies(number: int, sign: Callable[[int], str]) -> dict[str, str]:
    return {
        f"copy-{n}.txt": "Who paid for the harbour of Lund? The harbour of Lund was paid for by "
        f"Zorblax Holdings alone, as notice {sign(n)} of all notices on the harbour of Lund says."
        for n in range(number)
    }


def letters(number: int) -> str:
    return chr(ord("a") + number // 26) * 3 + chr(ord("a") + number % 26)


@pytest.mark.parametrize(("sign", "kept"), [(letters, MOST_ALIKE), (str, MOST_IN_ALL)])
def test_copies_in_many_articles_stand_behind_everything_else(
    index: ArticleIndex, write: Write, sign: Callable[[int], str], kept: int
) -> None:
    index.sync(write(TRUE | copies(30, sign)))
    found = [passage.article_id for passage in index.search(QUESTION, limit=kept + 3)]
    assert set(found) >= set(TRUE)
    assert sum(article.startswith("copy") for article in found) == kept
    everything = [passage.article_id for passage in index.search(QUESTION, limit=50)]
    assert len(everything) == 33  # nothing is hidden


def test_more_copies_than_are_looked_at_first_do_not_hide_the_rest(
    index: ArticleIndex, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync(write(TRUE | copies(60, letters)))
    for name in ("_DENSE", "_LEXICAL"):
        monkeypatch.setattr(retrieval, name, 5)
    found = [passage.article_id for passage in index.search(QUESTION, limit=5)]
    assert set(found) >= set(TRUE)


def test_two_copies_of_a_text_with_another_number_do_not_hide_it(
    index: ArticleIndex, write: Write
) -> None:
    true = "The old bridge over the river at Lund was closed to all traffic in 1987 after a storm."
    question = "When was the old bridge over the river at Lund closed to all traffic?"
    forged = {
        f"forged-{n}.txt": f"{question} {true.replace('1987', '1978')} It was so{' indeed' * n}."
        for n in range(2)
    }
    index.sync(write(TRUE | forged | {"bridge.txt": f"{true} It was so."}))
    found = [passage.article_id for passage in index.search(question, limit=3)]
    assert set(found) == {"bridge.txt", *forged}
