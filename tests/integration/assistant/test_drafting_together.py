"""Quotes in another language that are rendered at once, several ways each."""

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import pytest
from pydantic import Field

from assistant import render_drafts
from assistant.checking import notes
from assistant.checking.support import Support
from assistant.copying import copied_words
from assistant.events import StageStarted, TextDelta
from assistant.llm.adapter import AdapterName
from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.openvino.likelihood import Likelihood
from assistant.llm.openvino.writing import Asked, Written
from assistant.llm.writer import writer_for
from assistant.render_drafts import find_renderings
from assistant.rendering import render
from assistant.work import Work
from index.article_index import ArticleIndex
from index.sentences import split_sentences

RIGHT = "Tyler Perry stopped the expansion of his studio in Atlanta because of Sora's videos."
BENT = "Tyler Perry announced the expansion of his studio in Atlanta because of Sora's videos."
FRENCH = (
    "Tyler Perry a arrêté l'agrandissement de son studio à Atlanta, parce que les vidéos de Sora "
    "l'ont effrayé."
)


class Fast(EmbeddedLLM):
    """Writes what a test says, and finds the quote likely after what it says too."""

    texts: list[str] = Field(default_factory=list)
    likely: dict[str, float] = Field(default_factory=dict)
    asked: list[list[str]] = Field(default_factory=list)
    told: list[str] = Field(default_factory=list)
    shown: str = ""
    """What it writes shown examples, with one beam; the first text, when empty."""
    none: float = 0.0
    """Log-probability that no words can be copied."""
    copies: list[str] = Field(default_factory=list)
    """What it copies, the likeliest first."""

    @property
    def is_fast(self) -> bool:
        return True

    def replies(
        self, asked: Sequence[Asked], *, max_tokens: int
    ) -> Generator[str, None, list[list[Written]]]:
        if asked[0].adapter == "copy":
            assert max_tokens == 1
            yield ""
            return [[Written("none", {"none": self.none}, -0.1, 1, 20, 0, 0.1, 0.1)]]
        if asked[0].adapter == "words":
            assert [each.beams for each in asked] == [4]
            yield ""
            return [
                [
                    Written(text, {}, -0.1, len(text.split()), 20, 0, 0.1, 0.1)
                    for text in self.copies
                ]
            ]
        assert max_tokens == 100
        self.asked.append([f"{each.adapter or 'examples'} {each.beams}" for each in asked])
        self.told += [each.messages[-1]["content"] for each in asked]
        yield ""
        into_french = "French" in asked[0].messages[-1]["content"] or not asked[0].adapter
        texts = [FRENCH] if into_french and FRENCH in self.texts else self.texts
        return [
            [
                Written(text, {}, -0.2, 8, 0 if rank else 30, 0, 0.1, 0.2)
                for rank, text in enumerate(texts if each.beams > 1 else [self.shown or texts[0]])
            ]
            for each in asked
        ]

    def likelihoods(
        self, said: Sequence[tuple[Sequence[Mapping[str, str]], str]], adapter: AdapterName
    ) -> list[Likelihood]:
        assert adapter == "render"
        shown = [messages[-1]["content"] for messages, _ in said]
        assert all(each.startswith(("Into German: ", "Into Spanish: ")) for each in shown)
        return [Likelihood(self.likely[each.partition(": ")[2]], 60) for each in shown]

    def stream_request(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - not typed there
        raise AssertionError("llama.cpp was asked")


def fast(**likely: float) -> Fast:
    texts = {"right": RIGHT, "bent": BENT, "french": FRENCH}
    return Fast(
        model_path="x.gguf",
        adapters={"render": "render.gguf"},
        reader_cache="x",
        texts=[texts[name] for name in likely],
        likely={texts[name]: value for name, value in likely.items()},
    )


def work_on(index: ArticleIndex, language: str, source: str = "de") -> Work:
    """A question about the first two sentences of an article."""
    passage = index.search("Tyler Perry", articles=["2024/perry.md"])[0]
    quotes = [
        passage.model_copy(
            update={
                "text": passage.text[span.start : span.end],
                "start": passage.start + span.start,
                "end": passage.start + span.end,
                "language": source,
            }
        )
        for span in split_sentences(passage.text, "de")[:2]
    ]
    question = "Qu'a fait Tyler Perry ?" if language == "fr" else "What did Tyler Perry do?"
    return Work(question=question, language=language, standalone=question, evidence=tuple(quotes))


def told(work: Work, index: ArticleIndex, llm: Fast) -> tuple[str, Support]:
    """What is shown of the first quote's rendering, and what the checks say."""
    writer = writer_for(llm)
    for event in find_renderings(work, work.evidence, index, writer, 100):
        assert isinstance(event, StageStarted)
    steps = render(work, 1, index, writer, 100, "Before.", work.standalone)
    text = ""
    while True:
        try:
            event = next(steps)
        except StopIteration as end:
            return text, end.value
        assert isinstance(event, TextDelta)
        text += event.text


def test_rendering_after_which_the_quote_is_likeliest_is_told(articles: ArticleIndex) -> None:
    llm = fast(bent=-1.4, right=-1.1)
    work = work_on(articles, "en")
    text, support = told(work, articles, llm)
    assert text == f" {RIGHT}"
    assert (support.supported, support.claim.text) == (True, RIGHT)
    assert llm.asked == [["render 4"] * 2]
    assert work.usage["write"].written == 2 * 2 * 8
    assert work.usage["write"].read == 2 * 30 + 2 * 2 * 60
    assert work.timings["first_sentence"] > 0


def test_nothing_is_told_where_the_quote_is_unlikely_after_all(articles: ArticleIndex) -> None:
    text, support = told(work_on(articles, "en"), articles, fast(bent=-2.4, right=-2.1))
    assert text == ""
    assert not support.supported
    assert support.note == notes.OTHERWISE


@pytest.mark.parametrize(
    ("likely", "none", "supported"), [(-2.5, -2.0, True), (-2.5, -1.0, False), (-2.7, -2.0, False)]
)
def test_rendering_from_which_the_answer_can_be_copied_may_leave_the_quote_less_likely(
    articles: ArticleIndex, likely: float, none: float, supported: bool
) -> None:
    llm = fast(right=likely)
    llm.adapters["copy"], llm.none = "copy.gguf", none
    _, support = told(work_on(articles, "en"), articles, llm)
    assert support.supported is supported


def test_what_will_not_do_is_rendered_another_way(articles: ArticleIndex) -> None:
    llm = fast(bent=-2.4, right=-1.3)
    llm.texts, llm.shown = [BENT], RIGHT
    llm.adapters["copy"], llm.none = "copy.gguf", -2.0  # words can be copied from any
    work = work_on(articles, "en")
    assert told(work, articles, llm)[0] == f" {RIGHT}"
    assert llm.asked == [["render 4"] * 2, ["examples 1"]]


def test_whoever_all_renderings_have_lost_is_shown_in_full(articles: ArticleIndex) -> None:
    lost, kept = (f"{whose} fear of Sora stopped it." for whose in ("The cider's", "Perry's"))
    llm = fast()
    llm.texts, llm.shown = [lost], kept.replace("Perry", "Tyler Perry")
    llm.likely = {lost: -1.1, kept: -1.3}
    first, second = work_on(articles, "en"), work_on(articles, "en")
    second.known_renderings = first.known_renderings
    for work in (first, second):
        quote = work.evidence[0].model_copy(update={"text": "Perrys Furcht vor Sora stoppte es."})
        work.evidence = (quote,)
        assert told(work, articles, llm)[0] == f" {kept}"
    assert llm.asked == [["render 4"], ["render 1"]]
    assert "Tyler Perrys Furcht" in llm.told[-1]


def test_who_is_lost_again_is_not_shown_in_full_once_more(articles: ArticleIndex) -> None:
    lost = "The cider's fear of Sora stopped it."
    llm = fast()
    llm.texts, llm.shown, llm.likely = [lost], lost, {lost: -1.1}
    first, *others = (work_on(articles, "en") for _ in range(3))
    for work in (first, *others):
        work.known_renderings = first.known_renderings
        quote = work.evidence[0].model_copy(update={"text": "Perrys Furcht vor Sora stoppte es."})
        work.evidence = (quote,)
        told(work, articles, llm)
    assert llm.asked == [["render 4"], ["render 1"]]
    assert len(others[-1].renderings["Perrys Furcht vor Sora stoppte es."]) == 2


def test_another_way_that_will_not_do_either_is_not_gone_twice(articles: ArticleIndex) -> None:
    llm = fast(bent=-2.4)
    first, second = work_on(articles, "en"), work_on(articles, "en")
    second.known_renderings = first.known_renderings
    for work in (first, second):
        text, support = told(work, articles, llm)
        assert (text, support.supported) == ("", False)
    assert llm.asked == [["render 4"] * 2, ["examples 1"]]


def test_french_goes_by_way_of_english_then(articles: ArticleIndex) -> None:
    llm = fast(bent=-2.4, french=-1.2)
    llm.texts, llm.shown = [BENT], FRENCH
    assert told(work_on(articles, "fr"), articles, llm)[0] == f" {FRENCH}"
    assert llm.asked == [["render 4"] * 2, ["render 1"], ["examples 1"]]


def test_quote_in_a_language_that_was_not_fitted_to_may_be_unlikely(
    articles: ArticleIndex,
) -> None:
    llm = fast(bent=-2.4, right=-2.1)
    work = work_on(articles, "en", source="es")
    assert told(work, articles, llm)[0] == f" {RIGHT}"


def test_what_keeps_the_names_does_not_stand_in_the_way(articles: ArticleIndex) -> None:
    llm = fast(right=-2.5, bent=-1.0)
    nameless = "He stopped the expansion of the studio in Atlanta because of the videos."
    llm.texts, llm.likely = [RIGHT, nameless], {RIGHT: -2.5, nameless: -1.0}
    assert told(work_on(articles, "en"), articles, llm)[0] == f" {nameless}"


def test_it_is_told_that_work_goes_on(
    articles: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_drafts, "_SILENT_SECONDS", 0.0)
    work = work_on(articles, "fr", source="es")
    llm = fast(bent=-1.4, right=-1.1, french=-1.2)
    steps = find_renderings(work, work.evidence, articles, writer_for(llm), 100)
    assert [type(event) for event in steps] == [StageStarted, StageStarted]


def test_checks_go_before_likelihood(articles: ArticleIndex) -> None:
    llm = fast(right=-1.9, bent=-0.1)
    invented = "Tyler Perry stopped the expansion of his studio in Atlanta on 5 May 1999."
    llm.likely = {invented: -0.1, RIGHT: -1.9}
    llm.texts = [invented, RIGHT]
    assert told(work_on(articles, "en"), articles, llm)[0] == f" {RIGHT}"


def test_french_is_made_of_german_in_one_step(articles: ArticleIndex) -> None:
    llm = fast(french=-1.2)
    assert told(work_on(articles, "fr"), articles, llm)[0] == f" {FRENCH}"
    assert llm.asked == [["render 4"] * 2]


def test_best_english_is_what_french_is_made_of_where_spanish_was_not_fitted_to(
    articles: ArticleIndex,
) -> None:
    llm = fast(bent=-1.4, right=-1.1, french=-1.2)
    text, support = told(work_on(articles, "fr", source="es"), articles, llm)
    assert text == f" {FRENCH}"
    assert support.supported
    assert llm.asked == [["render 4", "examples 1"] * 2, ["render 4"] * 2]
    assert all(RIGHT in each for each in llm.told[4:])


def test_quotes_in_the_language_of_the_question_need_no_rendering(articles: ArticleIndex) -> None:
    llm = fast(right=-1.0)
    work = work_on(articles, "de")
    text, _ = told(work, articles, llm)
    assert text == f" {work.evidence[0].text}"
    assert llm.asked == []


def test_renderings_are_made_once(articles: ArticleIndex) -> None:
    llm = fast(right=-1.0)
    work = work_on(articles, "en")
    part = work.part("What did Tyler Perry stop?")
    part.evidence = work.evidence
    assert told(work, articles, llm) == told(part, articles, llm)
    assert len(llm.asked) == 1


def test_quote_that_an_earlier_answer_rendered_is_not_rendered_again(
    articles: ArticleIndex,
) -> None:
    llm = fast(bent=-1.4, right=-1.1)
    first, second = work_on(articles, "en"), work_on(articles, "en")
    first.evidence = first.evidence[:1]
    second.known_renderings = first.known_renderings
    told(first, articles, llm)
    assert told(second, articles, llm)[0] == f" {RIGHT}"
    assert llm.asked == [["render 4"]] * 2  # the second quote was new
    assert work_on(articles, "fr").known_renderings is not first.known_renderings


def test_rendering_in_another_language_is_not_taken_for_it(articles: ArticleIndex) -> None:
    llm = fast(bent=-1.4, right=-1.1, french=-1.2)
    english, french = work_on(articles, "en"), work_on(articles, "fr")
    french.known_renderings = english.known_renderings
    told(english, articles, llm)
    assert told(french, articles, llm)[0] == f" {FRENCH}"


@pytest.mark.parametrize(
    ("copies", "expected"),
    [
        (
            ["none", "the expansion", "den Ausbau seines Studios", "Studios"],
            "den Ausbau seines Studios",
        ),
        ([" ".join(["Ausbau"] * 32), "Studios"], "Studios"),  # without an end
        (["none", "the expansion"], ""),
    ],
)
def test_likeliest_words_that_the_quote_has_are_copied(
    articles: ArticleIndex, copies: list[str], expected: str
) -> None:
    llm = fast(right=-1.0)
    llm.adapters["words"], llm.copies = "words.gguf", copies
    copier = writer_for(llm).adapted("words")
    assert copier is not None
    quote = (
        work_on(articles, "en")
        .evidence[0]
        .model_copy(update={"text": "Tyler Perry hat den Ausbau seines Studios angehalten."})
    )
    words, usage = copied_words("What did Tyler Perry stop?", quote, copier)
    assert words == expected
    assert usage.read == 20 * len(copies)
