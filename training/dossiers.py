"""Dossiers of ours: five related articles each, in three languages, with questions on all of them.

What resembles an answer most stands elsewhere in the same folder, about another firm, person or
year: so readers of archives meet it, and so judge, reranker and vectors of questions do here. An
answer is named by article and sentence, and all sentences that alone answer are named.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing

from pydantic import BaseModel, ConfigDict

from assistant.evaluation.dataset_index import open_dataset_index
from assistant.evaluation.evaldata import file_name
from assistant.evaluation.gold import GoldQuote, GoldRow, read_lines
from assistant.settings import Settings
from training.examples import OUR_QUESTIONS, Asked, found_for, gold_row

DOSSIERS = OUR_QUESTIONS / "dossiers" / "dossiers.jsonl"
"""One dossier a line."""

IN_DOSSIERS = "dossiers-ours"
"""Name of our questions on them."""

_PARAGRAPH = 4  # sentences
_QUOTES = 24


class Article(BaseModel):
    """One of a dossier's articles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: str
    title: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it: the title, and paragraphs of a few sentences."""
        return self.title + "".join(
            ("\n\n" if place % _PARAGRAPH == 0 else " ") + sentence
            for place, sentence in enumerate(self.sentences)
        )

    def span(self, place: int) -> tuple[int, int]:
        """Where a sentence stands in the text, in code points."""
        gaps = (2 if before % _PARAGRAPH == 0 else 1 for before in range(place + 1))
        start = len(self.title) + sum(gaps) + sum(map(len, self.sentences[:place]))
        return start, start + len(self.sentences[place])


class DossierQuestion(BaseModel):
    """A question on a dossier."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: str
    kind: str
    question: str
    answers: tuple[tuple[int, int], ...]
    """Article and sentence, from 0, of all that alone answer; none where it is a near miss."""


class Dossier(BaseModel):
    """A line of `dossiers/dossiers.jsonl`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    articles: tuple[Article, ...]
    questions: tuple[DossierQuestion, ...]


def dossiers() -> Iterator[tuple[dict[str, Article], list[GoldRow]]]:
    """Each dossier: its articles by the names that they have as documents, and its questions."""
    for number, (_, line) in enumerate(read_lines(DOSSIERS)):
        dossier = Dossier.model_validate_json(line)
        names = [f"dossier{place}-{number:03}-000" for place in range(len(dossier.articles))]
        rows = [
            _row(f"dossier-{number:03}-{place:02}", asked, names, dossier)
            for place, asked in enumerate(dossier.questions)
        ]
        yield dict(zip(names, dossier.articles, strict=True)), rows


def _row(name: str, asked: DossierQuestion, names: list[str], dossier: Dossier) -> GoldRow:
    quotes = tuple(
        GoldQuote(
            article=file_name(names[article]),
            text=dossier.articles[article].sentences[place],
            start=dossier.articles[article].span(place)[0],
        )
        for article, place in asked.answers
    )
    return gold_row(name, asked.lang, asked.question, quotes)


def asked_in_dossiers(settings: Settings) -> list[Asked]:
    """Our questions on dossiers, each searched in its own, with more quotes than others have."""
    folders = list(dossiers())
    texts: Mapping[str, str] = {
        file_name(name): article.text
        for articles, _ in folders
        for name, article in articles.items()
    }
    with closing(open_dataset_index(texts, settings)) as index:
        return [
            found_for(row, tuple(map(file_name, articles)), index, settings, most=_QUOTES)
            for articles, rows in folders
            for row in rows
        ]
