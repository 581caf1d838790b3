"""A quote told in the question's language: which of two drafts is kept."""

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence

import pytest

from assistant.checking import notes
from assistant.checking.support import Support
from assistant.events import Event, TextDelta, TextReplaced
from assistant.llm.adapter import adapter_config
from assistant.llm.writer import Draft
from assistant.prompts import Message
from assistant.rendering import render
from assistant.work import Work
from index.article_index import ArticleIndex
from tests.integration.assistant.answering import STOPPED

FAITHFUL = (
    "Tyler Perry a arrêté l'agrandissement de son studio à Atlanta, parce que les vidéos de Sora "
    "l'ont effrayé."
)
ENGLISH = "Tyler Perry stopped the expansion of his studio in Atlanta because of Sora's videos."
LOOSE = "Le dîner sera servi à huit heures dans le jardin."


class Translator:
    """Says what is written down for a language and the language of the examples before it."""

    name = "translator"
    tells_chances = True
    _sureness: float | None = None

    def __init__(self, *, fitted: str = "", **renders: str) -> None:
        self._renders: Mapping[str, str] = renders
        self._fitted = fitted
        self.asked: list[str] = []
        self.sent: list[str] = []

    def adapted(self, name: str) -> "Fitted | None":
        return Fitted(self._fitted, self) if self._fitted and name == "render" else None

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,  # noqa: ARG002 - a writer takes one
    ) -> Generator[str, None, Draft]:
        way = self._way(messages)
        self.asked.append(way)
        self.sent.append(messages[-1]["content"])
        text = self._renders[way]
        yield text[:5]
        yield text[5:]
        return Draft(text, mean_logprob=self._sureness)

    def _way(self, messages: Sequence[Message]) -> str:
        into = "en" if "English" in messages[0]["content"] else "fr"
        examples = messages[1]["content"]
        several = len(messages) < 10
        source = "any" if several else "en" if examples.startswith("According") else "de"
        return f"{source}_{into}"


class Fitted(Translator):
    """The translator with an adapter, which says one thing."""

    _sureness = -0.1

    def __init__(self, text: str, model: Translator) -> None:
        super().__init__()
        self._renders = defaultdict(lambda: text)
        self.asked = model.asked

    def _way(self, messages: Sequence[Message]) -> str:
        return f"fitted: {messages[-1]['content'][:12]}"


class Judged(Translator):
    """The translator with an adapter that judges, as surely as is written down for a text."""

    def __init__(self, sure: Mapping[str, float], **renders: str) -> None:
        super().__init__(**renders)
        self._sure = sure

    def adapted(self, name: str) -> "Judged | None":  # type: ignore[override]
        return self if name == "judge" else None

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> Generator[str, None, Draft]:
        if max_tokens > 1:
            return (yield from super().stream(messages, max_tokens=max_tokens))
        odds = next(odds for text, odds in self._sure.items() if text in messages[-1]["content"])
        yield ""
        return Draft(
            "", first_token={"yes": 0.0, "no": -odds * adapter_config("judge").temperature}
        )


def rendered(
    index: ArticleIndex,
    writer: Translator,
    language: str,
    shown: str = "",
    source: str = "de",
    text: str = "",
    verdict: float | None = None,
    typed: str = "",
) -> tuple[Support, list[Event]]:
    passage = index.search("Tyler Perry", articles=["2024/perry.md"])[0]
    if not text:
        text = passage.text[: passage.text.index(".") + 1]
        assert text.startswith(STOPPED)
    end = passage.start + len(text)
    quote = passage.model_copy(update={"end": end, "text": text, "language": source})
    question = "Qu'a fait Tyler Perry ?" if language == "fr" else "What did Tyler Perry do?"
    work = Work(
        question=question, language=language, standalone=typed or question, evidence=(quote,)
    )
    if verdict is not None:
        work.verdicts[1] = verdict
    events = []
    steps = render(work, 1, index, writer, 100, shown, question)
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return end.value, events


def shown_at_last(events: Sequence[Event]) -> str:
    text = ""
    for event in events:
        if isinstance(event, TextReplaced):
            text = event.text
        elif isinstance(event, TextDelta):
            text += event.text
    return text


def test_draft_that_is_like_its_quote_is_kept(articles: ArticleIndex) -> None:
    writer = Translator(de_fr=FAITHFUL)
    support, events = rendered(articles, writer, "fr")
    assert writer.asked == ["de_fr"]
    assert support.claim.text == FAITHFUL == shown_at_last(events)
    assert support.supported
    assert 0.92 <= support.score <= 1.0


def test_draft_that_is_hardly_like_its_quote_is_made_again_by_way_of_english(
    articles: ArticleIndex,
) -> None:
    writer = Translator(de_fr=LOOSE, de_en=ENGLISH, en_fr=FAITHFUL)
    support, events = rendered(articles, writer, "fr", "Avant.")
    assert writer.asked == ["de_fr", "de_en", "en_fr"]
    assert support.supported
    assert support.claim.text == FAITHFUL
    assert shown_at_last([TextDelta(text="Avant."), *events]) == f"Avant. {FAITHFUL}"


def test_a_model_fitted_to_rendering_makes_the_first_draft_in_english(
    articles: ArticleIndex,
) -> None:
    writer = Translator(de_en=LOOSE, fitted=ENGLISH)
    support, events = rendered(articles, writer, "en")
    assert writer.asked == ["fitted: Into English"]
    assert support.supported
    assert support.claim.text == ENGLISH == shown_at_last(events)


@pytest.mark.parametrize("first", [LOOSE, ENGLISH.replace("Tyler Perry", "He")])
def test_what_is_hardly_alike_or_has_lost_a_name_is_made_again_with_examples(
    articles: ArticleIndex, first: str
) -> None:
    writer = Translator(de_en=ENGLISH, fitted=first)
    support, events = rendered(articles, writer, "en")
    assert writer.asked == ["fitted: Into English", "de_en"]
    assert support.supported
    assert support.claim.text == ENGLISH == shown_at_last(events)


def test_a_name_in_the_genitive_is_missed_too(articles: ArticleIndex) -> None:
    lost, kept = (
        f"{whose} fear of Sora's videos stopped the work." for whose in ("His", "Perry's")
    )
    writer = Translator(de_en=kept, fitted=lost)
    quote = "Perrys Furcht vor den Videos von Sora hat die Arbeit gestoppt."
    support, _ = rendered(articles, writer, "en", text=quote)
    assert writer.asked == ["fitted: Into English", "fitted: Into English", "de_en"]
    assert support.claim.text == kept


class KnowsFullNames(Translator):
    """The translator with an adapter that takes a last name alone for a word."""

    def adapted(self, name: str) -> "KnowsFullNames | None":  # type: ignore[override]
        return self if name == "render" else None

    def _way(self, messages: Sequence[Message]) -> str:
        return "full" if "Tyler Perrys" in messages[-1]["content"] else "short"


def test_whoever_was_lost_is_shown_in_full_and_told_as_the_quote_has_it(
    articles: ArticleIndex,
) -> None:
    quote = "Perrys Furcht vor den Videos von Sora hat die Arbeit gestoppt."
    short = "The cider's fear of Sora's videos stopped the work."
    full = "Tyler Perry's fear of Sora's videos stopped the work."
    writer = KnowsFullNames(short=short, full=full)
    support, events = rendered(articles, writer, "en", text=quote)
    assert writer.asked[:2] == ["short", "full"]
    assert support.claim.text == "Perry's fear of Sora's videos stopped the work."
    assert shown_at_last(events) == support.claim.text


def test_between_languages_that_it_is_fitted_to_it_makes_one_step(articles: ArticleIndex) -> None:
    writer = Translator(fitted=FAITHFUL)
    support, events = rendered(articles, writer, "fr")
    assert writer.asked == ["fitted: Into French:"]
    assert support.supported
    assert support.claim.text == FAITHFUL == shown_at_last(events)


def test_the_second_draft_there_goes_by_way_of_english(articles: ArticleIndex) -> None:
    writer = Translator(en_fr=FAITHFUL, fitted=LOOSE)
    support, events = rendered(articles, writer, "fr")
    assert writer.asked == ["fitted: Into French:", "fitted: Into English", "en_fr"]
    assert LOOSE in writer.sent[-1]
    assert support.claim.text == FAITHFUL == shown_at_last(events)


def test_from_another_language_it_makes_the_first_step_into_english(
    articles: ArticleIndex,
) -> None:
    writer = Translator(en_fr=FAITHFUL, fitted=ENGLISH)
    support, events = rendered(articles, writer, "fr", source="es")
    assert writer.asked[:2] == ["fitted: Into English", "en_fr"]
    assert ENGLISH in writer.sent[-1]
    assert support.claim.text == FAITHFUL == shown_at_last(events)


def test_its_second_draft_there_is_made_in_one_step(articles: ArticleIndex) -> None:
    writer = Translator(en_fr=LOOSE, fitted=FAITHFUL)
    support, events = rendered(articles, writer, "fr", source="es")
    assert writer.asked == ["fitted: Into English", "en_fr", "fitted: Into French:"]
    assert support.claim.text == FAITHFUL == shown_at_last(events)


def test_a_worse_second_draft_changes_nothing(articles: ArticleIndex) -> None:
    middling = "Tyler Perry a tout arrêté à Atlanta à cause de Sora."
    writer = Translator(en_fr=LOOSE, fitted=middling)
    assert rendered(articles, writer, "fr")[0].claim.text == middling


def test_what_the_fitted_model_is_sure_of_counts_no_more_for_that(articles: ArticleIndex) -> None:
    middling = "Tyler Perry a tout arrêté à Atlanta à cause de Sora."
    writer = Translator(en_fr=middling, fitted=LOOSE)
    assert rendered(articles, writer, "fr", source="es")[0].claim.text == middling


def test_the_draft_that_is_more_alike_wins_though_it_came_first(articles: ArticleIndex) -> None:
    middling = "Perry a tout arrêté."
    writer = Translator(de_fr=middling, de_en=ENGLISH, en_fr=LOOSE)
    assert rendered(articles, writer, "fr")[0].claim.text == middling


def test_checks_count_more_than_likeness(articles: ArticleIndex) -> None:
    wrong = ENGLISH.replace("Tyler Perry", "In 2019 Steven Spielberg")
    short = "He stopped the expansion of his studio in Atlanta."
    writer = Translator(de_en=wrong, any_en=short)
    support, events = rendered(articles, writer, "en")
    assert writer.asked == ["de_en", "any_en"]
    assert support.supported
    assert support.claim.text == short == shown_at_last(events)


def test_what_says_something_else_than_its_quote_is_not_told(articles: ArticleIndex) -> None:
    dinner = "Le dîner sera servi dans le jardin."
    writer = Translator(de_fr=dinner, de_en=ENGLISH, en_fr=dinner)
    support, events = rendered(articles, writer, "fr")
    assert not support.supported
    assert support.note == notes.OTHERWISE
    assert shown_at_last(events) == ""


@pytest.mark.parametrize("shown", ["", "Before."])
def test_what_no_draft_supports_is_not_shown(articles: ArticleIndex, shown: str) -> None:
    writer = Translator(de_en="It closed in 2019.", any_en="It opened in 2018.")
    support, events = rendered(articles, writer, "en", shown)
    assert not support.supported
    assert shown_at_last([TextDelta(text=shown), *events]) == shown


def test_whom_it_is_about_is_not_lost_where_the_question_has_no_capitals(
    articles: ArticleIndex,
) -> None:
    lost = ENGLISH.replace("Tyler Perry", "The head")
    writer = Translator(de_en=lost, any_en=OTHER)
    support, _ = rendered(articles, writer, "en", typed="what did tyler perry do?")
    assert support.claim.text == OTHER


OTHER = "Tyler Perry stopped growing his studio in Atlanta, as videos of Sora frightened him."


def test_draft_that_answers_less_surely_than_its_quote_is_made_once_more(
    articles: ArticleIndex,
) -> None:
    writer = Judged({ENGLISH: 0.1, OTHER: 0.8}, de_en=ENGLISH, any_en=OTHER)
    support, events = rendered(articles, writer, "en", verdict=1.0)
    assert writer.asked == ["de_en", "any_en"]
    assert support.claim.text == OTHER == shown_at_last(events)


def test_draft_that_answers_as_surely_is_kept(articles: ArticleIndex) -> None:
    writer = Judged({ENGLISH: 0.4, OTHER: 0.1}, de_en=ENGLISH, any_en=OTHER)
    support, _ = rendered(articles, writer, "en", verdict=1.0)
    assert support.claim.text == ENGLISH


def test_what_answers_no_more_is_not_told(articles: ArticleIndex) -> None:
    writer = Judged({ENGLISH: -1.0, OTHER: -0.5}, de_en=ENGLISH, any_en=OTHER)
    support, events = rendered(articles, writer, "en", verdict=1.0)
    assert not support.supported
    assert support.note == notes.OTHERWISE
    assert shown_at_last(events) == ""


def test_verdicts_of_a_model_that_is_not_fitted_to_judging_count_for_nothing(
    articles: ArticleIndex,
) -> None:
    writer = Translator(de_en=ENGLISH, any_en=ENGLISH)
    support, _ = rendered(articles, writer, "en", verdict=9.0)
    assert support.supported
