"""Quotes in another language whose drafts are written at once."""

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import pytest
from pydantic import Field

from assistant.events import TextDelta, TextReplaced
from assistant.llm.adapter import AdapterName
from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.openvino.writing import Written
from assistant.llm.writer import writer_for
from assistant.render_drafts import draft_together
from assistant.rendering import render
from assistant.work import Work
from index.article import Passage
from index.article_index import ArticleIndex
from index.sentences import split_sentences

FITTED = "Tyler Perry stopped the expansion of his studio in Atlanta because of Sora's videos."
PLAIN = "Dinner is served at eight in the garden."


class Fast(EmbeddedLLM):
    """Writes one thing with the adapter and another without, several at once."""

    asked: list[list[str]] = Field(default_factory=list)

    @property
    def is_fast(self) -> bool:
        return True

    def replies(
        self,
        asked: Sequence[tuple[Sequence[Mapping[str, str]], AdapterName | None]],
        *,
        max_tokens: int,
    ) -> Generator[str, None, list[Written]]:
        assert max_tokens == 100
        self.asked.append([adapter or "" for _, adapter in asked])
        texts = [FITTED if adapter else PLAIN for _, adapter in asked]
        yield texts[0][:5]
        yield texts[0][5:]
        return [Written(text, {}, -0.2, 8, 30, 0, 0.1, 0.2) for text in texts]

    def stream_request(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - not typed there
        raise AssertionError("llama.cpp was asked")


@pytest.fixture
def llm() -> Fast:
    return Fast(model_path="x.gguf", adapters={"render": "render.gguf"}, reader_cache="x")


def quotes(index: ArticleIndex) -> list[Passage]:
    """The first two sentences of an article."""
    passage = index.search("Tyler Perry", articles=["2024/perry.md"])[0]
    spans = split_sentences(passage.text, "de")[:2]
    return [
        passage.model_copy(
            update={
                "text": passage.text[span.start : span.end],
                "start": passage.start + span.start,
                "end": passage.start + span.end,
            }
        )
        for span in spans
    ]


def work_on(index: ArticleIndex, language: str) -> Work:
    question = "Qu'a fait Tyler Perry ?" if language == "fr" else "What did Tyler Perry do?"
    return Work(
        question=question,
        language=language,
        standalone=question,
        evidence=tuple(quotes(index)),
    )


def told(work: Work, index: ArticleIndex, llm: Fast) -> str:
    writer = writer_for(llm)
    text = ""
    steps = [draft_together(work, work.evidence, index, writer, 100, "")]
    steps.append(render(work, 1, index, writer, 100, ""))
    for step in steps:
        for event in step:
            if isinstance(event, TextReplaced):
                text = event.text
            elif isinstance(event, TextDelta):
                text += event.text
    return text


def test_both_ways_into_english_are_written_at_once(articles: ArticleIndex, llm: Fast) -> None:
    work = work_on(articles, "en")
    assert told(work, articles, llm) == FITTED
    assert llm.asked == [["render", "render", "", ""]]
    assert work.usage["write"].written == 4 * 8
    assert work.timings["first_word"] > 0


def test_two_steps_by_way_of_english(articles: ArticleIndex, llm: Fast) -> None:
    work = work_on(articles, "fr")
    told(work, articles, llm)
    assert llm.asked == [["render"] * 4, ["", ""]]


def test_quotes_in_the_language_of_the_question_need_no_draft(
    articles: ArticleIndex, llm: Fast
) -> None:
    work = work_on(articles, "de")
    assert told(work, articles, llm) == work.evidence[0].text
    assert llm.asked == []


def test_nothing_is_shown_of_a_later_quote(articles: ArticleIndex, llm: Fast) -> None:
    work = work_on(articles, "en")
    [quote, *_] = work.evidence
    own = quote.model_copy(update={"language": "en"})
    steps = draft_together(work, [own, quote], articles, writer_for(llm), 100, "")
    assert list(steps) == []
    assert llm.asked == [["render", ""]]
    assert work.drafts["first", quote.text]
