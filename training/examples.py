"""Examples for fitting the judge: questions with quotes that answer them, and that do not.

The quotes are those that the product itself would show the judge, so near misses are the ones that
it really meets. Questions of held-out documents are kept apart, to measure on.

Beside the questions that a data set has, `training/questions` has some of ours on the same
documents: in all three languages, with reasons, lists and speakers, and a near miss for nearly each
answer. A line has the fields of a data set's question; `spans` are the sentences that answer. And
some of a data set's own questions are there in German or French (`translated`: `qid`, `lang`,
`question`), so that what is altered by a word is met across languages too. `news` has short
articles of ours with questions of ours, half of them near misses.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from assistant.bundled import bundled_index_dir
from assistant.evaluation.dataset_index import open_dataset_index
from assistant.evaluation.evaldata import CORPUS_FILE, Question, file_name
from assistant.evaluation.gold import GoldQuote, GoldRow, GoldSet, parse_object, read_lines
from assistant.evaluation.observation import places_of
from assistant.evaluation.sources import load_gold
from assistant.evidence import one_line, select_evidence
from assistant.settings import Settings
from index.article import Passage
from index.article_index import ArticleIndex

OUR_QUESTIONS = Path(__file__).parent / "questions"
"""Our own, by the name of the data set whose documents they are asked of."""

TRANSLATED = OUR_QUESTIONS / "translated"
"""Questions of data sets in another language, by the name of their set."""

NEWS = OUR_QUESTIONS / "news" / "articles.jsonl"
"""Short articles of ours, in the manner of the news, with questions on them."""

IN_THE_NEWS = "news-ours"
"""Name of our questions on short articles of ours."""

BUNDLED = "bundled"
"""Name of the bundled gold set, which nothing is fitted to."""

_QUOTES = 10
_HELD = 4
"""One document of so many is held out."""


class Quote(NamedTuple):
    """A quote as the judge reads it."""

    text: str
    score: float
    """Of the retrieval."""
    answers: bool | None
    """Whether it holds the answer whole; None where it holds a part, or its words by chance."""


class Asked(NamedTuple):
    """A question with the quotes found for it, best first."""

    id: str
    question: str
    language: str
    answerable: bool
    document: str
    """What decides whether it is held out: the same for all languages of a parallel text."""
    quotes: tuple[Quote, ...]


class Example(NamedTuple):
    """A question with some quotes and whether each answers it."""

    question: str
    texts: tuple[str, ...]
    answers: tuple[bool, ...]
    document: str


class NewsQuestion(BaseModel):
    """A question of ours on a short article of ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: str
    kind: str
    question: str
    answers: tuple[int, ...]
    """Sentences, from 0, that each alone answer; none where it is a near miss."""


class NewsArticle(BaseModel):
    """A line of `news/articles.jsonl`: a short article of ours with questions on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: str
    sentences: tuple[str, ...]
    questions: tuple[NewsQuestion, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(self.sentences)

    def span(self, place: int) -> tuple[int, int]:
        """Where a sentence stands in the text, in code points."""
        start = sum(len(sentence) + 1 for sentence in self.sentences[:place])
        return start, start + len(self.sentences[place])


def asked_of(paths: Sequence[Path], settings: Settings) -> list[Asked]:
    """The questions of a data set or of gold files without follow-ups; of nothing, the bundled."""
    gold = load_gold(paths)
    with closing(_open(gold, settings)) as index:
        return [
            found_for(row, gold.scopes[row.scope] if row.scope else (), index, settings)
            for row in gold.rows
            if not row.history and row.kind != "heading"
        ]


def asked_by_us(folder: Path, settings: Settings) -> list[Asked]:
    """Our own questions on a data set's documents; none where we have none.

    Each is searched in its own document alone: that no other answers it, nobody has looked.
    """
    path = OUR_QUESTIONS / f"{folder.name}.jsonl"
    if not path.is_file():
        return []
    gold = load_gold([folder])
    with closing(_open(gold, settings)) as index:
        return [
            found_for(row_of(question, gold), (file_name(question.doc_id),), index, settings)
            for question in (Question.model_validate_json(line) for _, line in read_lines(path))
        ]


def asked_in_translation(folder: Path, settings: Settings) -> list[Asked]:
    """Questions of a data set that we translated, with the quotes found for them in translation."""
    path = TRANSLATED / f"{folder.name}.jsonl"
    if not path.is_file():
        return []
    gold = load_gold([folder])
    rows = {row.id: row for row in gold.rows}
    with closing(_open(gold, settings)) as index:
        return [
            found_for(translated(rows[str(line["qid"])], line), (), index, settings)
            for line in (parse_object(text, f"{path}:{n}") for n, text in read_lines(path))
        ]


def asked_in_the_news(settings: Settings) -> list[Asked]:
    """Our questions on short articles of ours (`news/articles.jsonl`), each searched in its own."""
    articles = {file_name(name): article for name, article in news_articles()}
    texts = {name: article.text for name, article in articles.items()}
    with closing(open_dataset_index(texts, settings)) as index:
        return [
            found_for(row, (name,), index, settings)
            for name, article in articles.items()
            for row in news_rows(name, article)
        ]


def news_articles() -> Iterator[tuple[str, NewsArticle]]:
    """Our short articles by the names that they have as documents."""
    for number, (_, line) in enumerate(read_lines(NEWS)):
        yield f"news-{number:03}-000", NewsArticle.model_validate_json(line)


def news_rows(name: str, article: NewsArticle) -> Iterator[GoldRow]:
    """The questions on one of our short articles, whose file has that name."""
    for number, asked in enumerate(article.questions):
        quotes = tuple(
            GoldQuote(article=name, text=article.sentences[place], start=article.span(place)[0])
            for place in asked.answers
        )
        yield gold_row(f"{Path(name).stem}-{number:02}", asked.lang, asked.question, quotes)


def gold_row(name: str, language: str, question: str, quotes: tuple[GoldQuote, ...]) -> GoldRow:
    """A question of ours with the sentences that answer it, each alone; none for a near miss."""
    return GoldRow(
        id=name,
        language=language,
        kind="span" if quotes else "unanswerable",
        question=question,
        answerable=bool(quotes),
        answers=tuple((quote.text,) for quote in quotes),
        articles=tuple(dict.fromkeys(quote.article for quote in quotes)),
        quotes=quotes,
    )


def translated(row: GoldRow, line: Mapping[str, object]) -> GoldRow:
    """A data set's question in another language."""
    language, question = str(line["lang"]), str(line["question"])
    new = {"id": f"{row.id}-{language}", "language": language, "question": question}
    return row.model_copy(update=new)


def twins(folders: Sequence[Path]) -> dict[str, frozenset[str]]:
    """Documents that another data set has word for word and holds out, by data set.

    Nothing may be fitted to them: XQuAD and SQuAD 2 share paragraphs under different names.
    """
    documents = {
        folder.name: {
            str(line["text"]): str(line["doc_id"])
            for line in (
                parse_object(text, f"{folder}:{n}") for n, text in read_lines(folder / CORPUS_FILE)
            )
        }
        for folder in folders
    }
    held = {
        text
        for each in documents.values()
        for text, document in each.items()
        if is_held_out_document(document)
    }
    return {
        name: frozenset(document_key(document) for text, document in each.items() if text in held)
        for name, each in documents.items()
    }


class OpenSet(NamedTuple):
    """What of one set of questions may be fitted to."""

    name: str
    about: str
    """What stands behind the data set's name: `ours`, `translated`, or nothing."""
    asked: list[Asked]
    """Without those that are held out."""
    left_out: frozenset[str]
    """Documents that another data set holds out, whose questions are not fitted to either."""


def open_sets(
    sets: Mapping[str, Sequence[Asked]], kept: Mapping[str, frozenset[str]]
) -> Iterator[OpenSet]:
    """What may be fitted to, set by set, without the bundled one.

    Args:
        sets: questions by the name of their set.
        kept: documents by data set that are not held out there, but elsewhere (`twins`).
    """
    for name, asked in sets.items():
        if name != BUNDLED:
            data, _, about = name.partition("-")
            open_ones = [each for each in asked if not is_held_out(each)]
            yield OpenSet(name, about, open_ones, kept.get(data, frozenset()))


def row_of(question: Question, gold: GoldSet) -> GoldRow:
    """A question of ours on a document of a data set."""
    article = file_name(question.doc_id)
    text = gold.documents[article]
    quotes = tuple(
        GoldQuote(article=article, text=text[start:end], start=start)
        for start, end in question.spans
    )
    return GoldRow(
        id=question.qid,
        language=question.lang,
        kind="span" if question.answerable else "unanswerable",
        question=question.question,
        answerable=question.answerable,
        answers=tuple((quote.text,) for quote in quotes),
        articles=(article,) if quotes else (),
        quotes=quotes,
    )


def _open(gold: GoldSet, settings: Settings) -> ArticleIndex:
    if gold.documents:
        return open_dataset_index(gold.documents, settings)
    place = bundled_index_dir(**settings.cached_index_options())
    return ArticleIndex.open(place)


def found_for(
    row: GoldRow,
    articles: tuple[str, ...],
    index: ArticleIndex,
    settings: Settings,
    most: int = _QUOTES,
) -> Asked:
    """A question with the quotes that are found for it.

    Args:
        row: the question.
        articles: those that are searched; none for all of the index.
        index: of the documents.
        settings: how many passages are read.
        most: quotes.
    """
    passages = index.search(
        row.question, limit=settings.passages, language=row.language, articles=articles
    )
    found = select_evidence(index, row.question, row.language, passages, most=most)
    wanted = [
        (quote.article, place.start, place.end)
        for quote in row.quotes
        for place in places_of(quote.text, index.get(quote.article), quote.start)
    ]
    article = wanted[0][0] if wanted else (found[0].article_id if found else row.id)
    return Asked(
        id=row.id,
        question=" ".join(row.question.split()),
        language=row.language,
        answerable=row.answerable,
        document=document_key(Path(article).stem),
        quotes=tuple(
            Quote(one_line(quote.text), quote.score, _answers(quote, row, wanted))
            for quote in found
        ),
    )


def _answers(quote: Passage, row: GoldRow, wanted: Sequence[tuple[str, int, int]]) -> bool | None:
    here = [(start, end) for article, start, end in wanted if article == quote.article_id]
    if any(quote.start <= start and end <= quote.end for start, end in here):
        return True
    overlaps = any(quote.start < end and start < quote.end for start, end in here)
    text = quote.text.casefold()
    said = any(answer.casefold() in text for group in row.answers for answer in group)
    return None if overlaps or said else False


def is_held_out(asked: Asked) -> bool:
    """Whether a question is for measuring only, by its document."""
    return _is_held_out(asked.document)


def is_held_out_document(name: str) -> bool:
    """Whether what is asked of a document, named as in its data set, is for measuring only."""
    return _is_held_out(document_key(name))


def _is_held_out(key: str) -> bool:
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % _HELD == 0


def document_key(document: str) -> str:
    """What a document has in common with its translations: the end of its name."""
    return "-".join(document.split("-")[-2:])


def examples(asked: Sequence[Asked], misses: int, seed: int, *, behind: int = 0) -> list[Example]:
    """What is fitted to, in a random order.

    Args:
        asked: the questions; of those that can't be answered the two best-ranked quotes are taken.
        misses: quotes that do not answer, taken of a question beside one that does.
        seed: of the order.
        behind: quotes that do not answer, taken by chance from behind those.
    """
    order = random.Random(seed)  # noqa: S311 - nothing secret
    made = []
    for each in asked:
        if each.answerable:
            right = [quote for quote in each.quotes if quote.answers][:1]
            missing = [quote for quote in each.quotes if quote.answers is False]
            later = missing[misses:]
            wrong = missing[:misses] + order.sample(later, min(behind, len(later)))
        else:
            right, wrong = [], list(each.quotes[:2])
        quotes = [(quote.text, True) for quote in right] + [(quote.text, False) for quote in wrong]
        order.shuffle(quotes)
        if quotes:
            texts, answers = zip(*quotes, strict=True)
            made.append(Example(each.question, texts, answers, each.document))
    order.shuffle(made)
    return made


def write_asked(asked: Sequence[Asked], path: Path) -> None:
    """Keep the questions with their quotes, so that they are searched once."""
    lines = (json.dumps(each._asdict(), ensure_ascii=False) for each in asked)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_asked(path: Path) -> Iterator[Asked]:
    """What `write_asked` kept."""
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        yield Asked(**fields | {"quotes": tuple(Quote(*quote) for quote in fields["quotes"])})
