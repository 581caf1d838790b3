"""Answering with a model that tells how sure it is: each sentence judged alone, the best told."""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.answer import Answer, Claim, Status
from assistant.answerability import Calibration, signal_names
from assistant.answering import Answering, _marked
from assistant.events import AnswerReady, Event, StageStarted, TextDelta, TextReplaced
from assistant.llm.writer import Draft
from assistant.prompts import Message
from assistant.settings import Settings
from index.article_index import ArticleIndex
from tests.integration.assistant.answering import REFUSED, STOPPED, assert_sound

WHY_DE = "Warum hat Tyler Perry den Ausbau seines Studios gestoppt?"
WHY_STOPPED = "Why was the expansion of the studio stopped?"
WHY_EN = "Why did Tyler Perry stop the expansion of his studio?"


_TURNS_FOR_ONE_LANGUAGE = 14
"""Messages of a prompt that shows six examples; the one for any language shows three."""


class JudgingWriter:
    """Says yes where a pattern is found, and renders a sentence as it was told to."""

    name = "judging"
    tells_chances = True

    def __init__(
        self,
        yes: Sequence[str],
        renders: Mapping[str, str] | None = None,
        parts: Sequence[str] = (),
        second: Mapping[str, str] | None = None,
        odds: float = 6.0,
    ) -> None:
        self._yes, self._renders, self._parts = yes, renders or {}, parts
        self._odds = odds
        self._second = second or {}
        self.rendered: list[str] = []
        self.stopped = False

    def adapted(self, name: str) -> "JudgingWriter | None":  # noqa: ARG002 - it has none
        return None

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
    ) -> Generator[str, None, Draft]:
        asked = messages[-1]["content"]
        if max_tokens == 1:
            sure = any(re.search(words, asked, re.DOTALL) for words in self._yes)
            yield "yes" if sure else "no"
            return Draft(
                "",
                first_token={"yes": 0.0, "no": -self._odds} if sure else {"yes": -3.0, "no": 0.0},
            )
        if messages[0]["content"].startswith("Does the question ask several"):
            yield "\n".join(self._parts)
            return Draft("\n".join(self._parts))
        renders = self._renders
        if len(messages) < _TURNS_FOR_ONE_LANGUAGE and self._second:
            renders = self._second
        text = next(text for words, text in renders.items() if words in asked)
        self.rendered.append(asked)
        try:
            for word in text.split(" "):
                yield f"{word} "
        except GeneratorExit:
            self.stopped = True
            raise
        return Draft(text)


def events(
    index: ArticleIndex,
    question: str,
    writer: JudgingWriter,
    *articles: str,
    threshold: float = 0.0,
) -> Generator[Event, None, None]:
    answering = Answering(index, Settings.load(answer_threshold=threshold), writer)
    yield from answering.events(question, (), frozenset(articles))


def told(
    index: ArticleIndex,
    question: str,
    writer: JudgingWriter,
    *articles: str,
    threshold: float = 0.0,
) -> Answer:
    last = list(events(index, question, writer, *articles, threshold=threshold))[-1]
    assert isinstance(last, AnswerReady)
    assert_sound(index, last.answer)
    return last.answer


def test_quote_in_the_question_language_is_told_word_by_word(articles: ArticleIndex) -> None:
    writer = JudgingWriter([STOPPED])
    answer = told(articles, WHY_DE, writer)
    assert answer.status is Status.ANSWERED
    assert answer.language == "de"
    assert answer.text.startswith(STOPPED)
    assert " ".join(answer.citations[0].quote.split()) == answer.claims[0].text
    assert answer.claims[0].translates is None
    assert not writer.rendered


def test_names_in_small_letters_are_missed_in_a_quote_like_others(articles: ArticleIndex) -> None:
    writer = JudgingWriter(["A loaf stays"], {"": "It was said in March."})
    asked = "In Namur, how long does a loaf of bread stay fresh at the festival of films?"
    for question in (asked, asked.lower()):
        answer = told(articles, question, writer)
        for word in ("Namur", "A loaf stays"):
            assert any(word in quote.text for quote in answer.evidence)
        assert answer.signals["named"] == 0.0


def test_quote_in_another_language_is_rendered_and_cited(articles: ArticleIndex) -> None:
    text = "Tyler Perry stopped it because Sora's videos frightened him."
    writer = JudgingWriter([STOPPED], {STOPPED: text})
    answer = told(articles, WHY_EN, writer)
    assert answer.text == text.replace(".", " [1].")
    assert answer.citations[0].quote.startswith(STOPPED)
    assert answer.claims[0].translates == 1


def test_quote_is_translated_when_asked_for(articles: ArticleIndex) -> None:
    writer = JudgingWriter([], {STOPPED: "He stopped it."})
    answering = Answering(articles, Settings.load(), writer)
    pieces = list(answering.translation(f"{STOPPED}.", "de", "en"))
    assert pieces == [TextDelta(text=word) for word in ("He ", "stopped ", "it. ")]
    by_way_of_english = JudgingWriter([], {STOPPED: "He stopped it.", "He stopped": "Il arrêta."})
    answering = Answering(articles, Settings.load(), by_way_of_english)
    pieces = list(answering.translation(f"{STOPPED}.", "de", "fr"))
    assert pieces == [TextDelta(text=word) for word in ("Il ", "arrêta. ")]
    answering = Answering(articles, Settings.load(), writer)
    begun = answering.translation(f"{STOPPED}.", "de", "en")
    next(begun)
    begun.close()
    assert writer.stopped


@pytest.mark.parametrize(
    "rendering",
    [
        "Steven Spielberg stopped it.",
        "It was stopped in 2019 after 900 million dollars.",
        "Weil ihn die Videos von Sora so sehr erschreckt haben.",
        "Tyler Perry stopped the expansion of his studio.",
        "",
    ],
)
def test_rendering_that_its_quote_does_not_support_is_refused(
    articles: ArticleIndex, rendering: str
) -> None:
    answer = told(articles, WHY_EN, JudgingWriter([STOPPED], {STOPPED: rendering}))
    assert answer.status is Status.NOT_FOUND
    assert answer.text == REFUSED["en"]
    assert answer.dropped[0].note
    assert answer.related


def test_sure_judgement_makes_an_answer_likelier(articles: ArticleIndex) -> None:
    text = "Tyler Perry stopped it because Sora's videos frightened him."
    sure = told(articles, WHY_EN, JudgingWriter([STOPPED], {STOPPED: text}))
    unsure = told(articles, WHY_EN, JudgingWriter([], {"": text}))
    assert sure.confidence is not None
    assert unsure.confidence is not None
    assert sure.confidence > unsure.confidence


class EvenReranker:
    """Finds all texts equally and very likely."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:  # noqa: ARG002
        return [10.0] * len(texts)


@pytest.fixture
def even_reranker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the search found first is judged first, and any other may answer too."""
    monkeypatch.setattr("assistant.gathering.reranker", EvenReranker)


@pytest.mark.usefixtures("even_reranker")
def test_stages_come_in_order_and_the_text_before_the_answer(articles: ArticleIndex) -> None:
    text = "Tyler Perry stopped it because Sora's videos frightened him."
    writer = JudgingWriter([STOPPED], {STOPPED: text}, odds=0.4)
    seen = list(events(articles, WHY_STOPPED, writer))
    stages = [event.stage for event in seen if isinstance(event, StageStarted)]
    assert stages == ["search", "evidence", "read", "write", "read", "check"]
    shown = "".join(event.text for event in seen if isinstance(event, TextDelta))
    assert shown.strip() == text
    assert isinstance(seen[-1], AnswerReady)


def test_closing_the_stream_stops_the_rendering(articles: ArticleIndex) -> None:
    writer = JudgingWriter([STOPPED], {STOPPED: "Tyler Perry stopped it because of Sora."})
    seen = events(articles, WHY_EN, writer)
    next(event for event in seen if isinstance(event, TextDelta))
    seen.close()
    assert writer.stopped


def test_only_the_articles_asked_for_are_told(articles: ArticleIndex) -> None:
    writer = JudgingWriter(["linen"], {"": "In a linen bag."})
    answer = told(articles, "How does a loaf stay fresh?", writer, "bread.txt")
    assert {citation.article_id for citation in answer.citations} == {"bread.txt"}


@pytest.mark.parametrize(
    ("question", "together", "reranked"),
    [(WHY_EN, False, True), (WHY_EN, True, True), (WHY_DE, False, True), (WHY_DE, True, False)],
)
def test_quotes_are_reranked_where_judging_is_slow_or_their_language_another(
    articles: ArticleIndex,
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    together: bool,
    reranked: bool,
) -> None:
    monkeypatch.setattr("assistant.gathering.writes_together", lambda _: together)
    writer = JudgingWriter([STOPPED], {STOPPED: "Tyler Perry stopped it because of Sora."})
    answer = told(articles, question, writer, "2024/perry.md")
    assert answer.status is Status.ANSWERED
    assert ("rerank" in answer.timings) == reranked


BOTH = "Wie viele Hallen waren geplant, und wie lange bleibt ein Brot frisch?"
HALLS, BREAD = "Wie viele Hallen waren geplant?", "Wie lange bleibt ein Brot frisch?"
LOAF = "A loaf stays fresh for three days"


def test_each_part_of_a_question_is_answered_with_its_own_quote(articles: ArticleIndex) -> None:
    fresh = "Ein Brot bleibt drei Tage frisch."
    writer = JudgingWriter(
        ["Wie viele Hallen.*Text: .*Zwölf Hallen", f"Wie lange bleibt.*Text: .*{LOAF}"],
        {LOAF: fresh, "": "Ein Satz."},
        [HALLS, BREAD],
    )
    answer = told(articles, BOTH, writer)
    assert answer.status is Status.ANSWERED
    assert "Zwölf Hallen" in answer.text
    assert fresh.rstrip(".") in answer.text
    assert {"2024/perry.md", "bread.txt"} <= {c.article_id for c in answer.citations}
    assert answer.unanswered == ()
    assert {"2024/perry.md", "bread.txt"} <= {found.article_id for found in answer.related[:2]}
    assert "decompose" in answer.usage
    shown = "".join(
        event.text for event in events(articles, BOTH, writer) if isinstance(event, TextDelta)
    )
    assert ".Ein" not in shown


def test_quote_that_answers_two_parts_is_rendered_once(articles: ArticleIndex) -> None:
    who, why = "Who stopped the expansion of the studio?", "Why was the expansion stopped?"
    text = "Tyler Perry stopped it because Sora's videos frightened him."
    writer = JudgingWriter([STOPPED], {STOPPED: text, "": "A sentence."}, [who, why])
    answer = told(articles, "Who stopped the expansion of the studio, and why?", writer)
    assert answer.text.startswith(text.rstrip("."))
    assert "decompose" in answer.usage
    assert len(writer.rendered) == 2  # a first draft and a second, not two of each


def test_part_that_the_articles_do_not_answer_is_said_to_be_open(articles: ArticleIndex) -> None:
    writer = JudgingWriter(
        ["Wie viele Hallen.*Text: .*Zwölf Hallen"], {"": "Ein Satz."}, [HALLS, BREAD]
    )
    answer = told(articles, BOTH, writer, threshold=0.3)
    assert answer.status is Status.ANSWERED
    assert answer.unanswered == (BREAD,)
    assert answer.text.endswith(f"Die Artikel sagen nicht: {BREAD}")
    assert {c.article_id for c in answer.citations} == {"2024/perry.md"}


def test_question_none_of_whose_parts_is_answered_is_refused(articles: ArticleIndex) -> None:
    writer = JudgingWriter([], {"": "Ein Satz."}, [HALLS, BREAD])
    answer = told(articles, BOTH, writer, threshold=0.3)
    assert answer.status is Status.NOT_FOUND
    assert answer.text == REFUSED["de"]


def test_quotes_that_were_read_are_told_with_their_verdicts(articles: ArticleIndex) -> None:
    answer = told(articles, WHY_DE, JudgingWriter([STOPPED]))
    surest = max(answer.evidence, key=lambda quote: quote.verdict or -9)
    assert surest.text.startswith(STOPPED)
    assert surest.verdict is not None
    assert surest.verdict > 0
    for quote in answer.evidence:
        assert articles.get(quote.article_id).text[quote.start : quote.end] == quote.text


def test_rendering_that_the_checks_object_to_is_made_once_more(articles: ArticleIndex) -> None:
    good = "Tyler Perry stopped it because Sora's videos frightened him."
    writer = JudgingWriter(
        [STOPPED], {STOPPED: "Steven Spielberg stopped it."}, second={STOPPED: good, "": "It is."}
    )
    answer = told(articles, WHY_EN, writer)
    assert answer.text.startswith(good.rstrip("."))
    assert "Spielberg" not in answer.text


def test_misspelt_name_is_mended(articles: ArticleIndex) -> None:
    misspelt = "Perri stopped it because Sora's videos frightened him."
    seen = list(events(articles, WHY_EN, JudgingWriter([STOPPED], {STOPPED: misspelt})))
    assert isinstance(seen[-1], AnswerReady)
    assert seen[-1].answer.text.startswith("Perry stopped it")
    shown = [event.text for event in seen if isinstance(event, TextReplaced)]
    assert shown == [misspelt.replace("Perri", "Perry")]


class CountingWriter(JudgingWriter):
    """Counts what it is asked to read for the beginnings of prompts."""

    def __init__(self) -> None:
        super().__init__([STOPPED], {"": "Ein Satz."})
        self.begun = 0

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> Generator[str, None, Draft]:
        self.begun += messages[-1]["content"] == "Question:"
        return (yield from super().stream(messages, max_tokens=max_tokens))


def test_warming_reads_the_prompts_until_a_question_is_asked(articles: ArticleIndex) -> None:
    writer = CountingWriter()
    answering = Answering(articles, Settings.load(), writer)
    answering.warm()
    assert writer.begun > 3
    writer.begun = 0
    list(answering.events(WHY_DE, (), frozenset()))
    answering.warm()
    assert writer.begun == 1  # the judge's alone


class OrderedWriter(JudgingWriter):
    """Notes in which order it judges and renders."""

    def __init__(self, yes: Sequence[str], renders: Mapping[str, str], odds: float = 6.0) -> None:
        super().__init__(yes, renders, odds=odds)
        self.order: list[str] = []

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> Generator[str, None, Draft]:
        if max_tokens == 1:
            self.order.append("judge")
        elif any(words in messages[-1]["content"] for words in self._renders):
            self.order.append("render")
        return super().stream(messages, max_tokens=max_tokens)


@pytest.mark.usefixtures("even_reranker")
def test_sure_sentence_is_told_before_the_others_are_judged(articles: ArticleIndex) -> None:
    text = "Tyler Perry stopped it because Sora's videos frightened him."
    writer = OrderedWriter([STOPPED], {STOPPED: text}, odds=0.4)
    answer = told(articles, WHY_STOPPED, writer)
    assert writer.order.index("render") < len(writer.order) - 1
    assert writer.order[-1] == "judge"
    assert [quote.verdict is None for quote in answer.evidence] == [False, False, False]
    assert answer.text == text.replace(".", " [1].")


def test_quotes_that_would_not_be_told_beside_a_sure_one_are_not_judged(
    articles: ArticleIndex,
) -> None:
    text = "Tyler Perry stopped it because Sora's videos frightened him."
    writer = OrderedWriter([STOPPED], {STOPPED: text})
    answer = told(articles, WHY_EN, writer)
    assert answer.status is Status.ANSWERED
    assert writer.order.count("judge") == 1 < len(answer.evidence)
    assert [quote.verdict is None for quote in answer.evidence] == [False, True]
    assert answer.text == text.replace(".", " [1].")


def test_quotes_come_in_the_order_of_the_reranker(
    articles: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Backwards(EvenReranker):
        def scores(self, question: str, texts: Sequence[str]) -> list[float]:  # noqa: ARG002
            return [20.0 * place for place, _ in enumerate(texts)]

    writer = JudgingWriter([STOPPED], {STOPPED: "Tyler Perry stopped it because of Sora."})
    seen = told(articles, WHY_EN, writer).evidence
    monkeypatch.setattr("assistant.gathering.reranker", Backwards)
    turned = told(articles, WHY_EN, writer).evidence
    assert [quote.text for quote in turned] == [quote.text for quote in reversed(seen)]
    assert len(seen) > 1


def test_unsure_sentence_waits_for_the_others(articles: ArticleIndex) -> None:
    writer = OrderedWriter([], {STOPPED: "Tyler Perry stopped it because of Sora."})
    told(articles, WHY_EN, writer)
    assert writer.order[: writer.order.count("judge")] == ["judge"] * writer.order.count("judge")


COPIES = "Copy the words of the text"


class CopyingWriter(JudgingWriter):
    """Copies words of quotes that have some, of any other it says that there are none."""

    def __init__(
        self,
        copies: str | None,
        odds: float,
        yes: str = STOPPED,
        renders: Mapping[str, str] | None = None,
        words: str = "none",
    ) -> None:
        super().__init__([yes], renders, odds=odds)
        self._copies, self._words = copies, words
        self.asked = 0

    def adapted(self, name: str) -> "CopyingWriter | None":
        return self if name in ("copy", "words") else None

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> Generator[str, None, Draft]:
        if not messages[0]["content"].startswith(COPIES):
            return (yield from super().stream(messages, max_tokens=max_tokens))
        if max_tokens > 1:
            yield self._words
            return Draft(self._words)
        self.asked += 1
        yield "none"
        copies = self._copies is not None and self._copies in messages[-1]["content"]
        return Draft("none", first_token={"none": -4.0 if copies else -0.02})


WHY_CLOSED = "Warum ist der Steg am See gesperrt?"
CLOSED = [
    "Der Steg am See ist gesperrt, weil ein Pfeiler morsch ist.",
    "Der Steg am See ist gesperrt, weil das Geländer fehlt.",
]


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[ArticleIndex]:
    """An article with two sentences that are judged alike."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "steg.md").write_text("\n\n".join(["# Steg", *CLOSED]), encoding="utf-8")
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(folder)
        yield index


@pytest.mark.parametrize(("words", "judged"), [(0, 1), (1, 2), (None, 2)])
def test_further_quotes_are_judged_where_none_of_the_first_surely_answers(
    closed: ArticleIndex, monkeypatch: pytest.MonkeyPatch, words: int | None, judged: int
) -> None:
    monkeypatch.setattr("assistant.gathering.MOST_JUDGED", 1)
    monkeypatch.setattr("assistant.gathering.writes_together", lambda _: True)
    order = [quote.text for quote in told(closed, WHY_CLOSED, JudgingWriter([])).evidence]
    assert len(order) == 2
    writer = JudgingWriter([] if words is None else [re.escape(order[words])])
    answer = told(closed, WHY_CLOSED, writer)
    assert sum(quote.verdict is not None for quote in answer.evidence) == judged
    assert [quote.text for quote in answer.evidence] == order
    if words is not None:
        assert order[words].rstrip(".") in answer.text


def test_where_quotes_are_read_one_by_one_no_further_ones_are(
    closed: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(told(closed, WHY_CLOSED, JudgingWriter([])).evidence) == 2
    monkeypatch.setattr("assistant.gathering.MOST_CHOSEN", 1)
    assert len(told(closed, WHY_CLOSED, JudgingWriter([])).evidence) == 1
    monkeypatch.setattr("assistant.gathering.MOST_RERANKED", 1)
    assert len(told(closed, WHY_CLOSED, JudgingWriter([])).evidence) == 1


def test_of_quotes_judged_alike_the_one_with_words_to_copy_is_told_first(
    closed: ArticleIndex,
) -> None:
    for quote in CLOSED:
        writer = CopyingWriter(quote, odds=-0.5, yes=".")
        answer = told(closed, WHY_CLOSED, writer)
        assert answer.citations[0].quote == quote
        assert writer.asked == len(CLOSED)


@pytest.fixture
def copying_weighs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is copied moves the chance as much as the verdict does."""
    names = signal_names()
    made = Calibration(
        fitted_on="this test",
        mean=dict.fromkeys(names, 0.0),
        scale=dict.fromkeys(names, 1.0),
        weight={**dict.fromkeys(names, 0.0), "best": 1.0, "copied": 1.0},
        intercept=0.0,
    )
    monkeypatch.setattr("assistant.answering.calibration", lambda _: made)


@pytest.mark.usefixtures("copying_weighs")
@pytest.mark.parametrize(("copies", "status"), [(True, Status.ANSWERED), (False, Status.NOT_FOUND)])
def test_near_miss_is_refused_by_what_can_be_copied(
    articles: ArticleIndex, copies: bool, status: Status
) -> None:
    writer = CopyingWriter("" if copies else None, odds=1.0)
    answer = told(articles, WHY_DE, writer, threshold=0.5)
    assert answer.status is status
    assert writer.asked == 1
    assert answer.signals["copied"] == pytest.approx(4.0 if copies else -3.9, abs=0.1)


@pytest.mark.usefixtures("copying_weighs")
def test_nothing_is_copied_where_it_would_change_nothing(articles: ArticleIndex) -> None:
    writer = CopyingWriter(None, odds=6.0)
    answer = told(articles, WHY_DE, writer, threshold=0.5)
    assert answer.status is Status.ANSWERED
    assert writer.asked == 0
    assert "copied" not in answer.signals


def test_words_of_the_article_stand_behind_a_rendering(articles: ArticleIndex) -> None:
    text = "Tyler Perry stopped it because Sora's videos frightened him."
    writer = CopyingWriter("", 6.0, renders={STOPPED: text}, words="den Ausbau seines Studios")
    answer = told(articles, WHY_EN, writer)
    assert answer.text == text.replace(".", " (“den Ausbau seines Studios”) [1].")
    assert answer.claims[0].translates == 1


@pytest.mark.parametrize(("copies", "status"), [("", "answered"), (None, "not_found")])
def test_where_no_rendering_will_do_the_words_of_the_article_answer(
    articles: ArticleIndex, copies: str | None, status: str
) -> None:
    wrong = {STOPPED: "Steven Spielberg stopped it."}
    writer = CopyingWriter(copies, 6.0, renders=wrong, words="den Ausbau seines Studios")
    answer = told(articles, WHY_EN, writer)
    assert answer.status == status
    assert answer.dropped[0].text == "Steven Spielberg stopped it."
    if answer.claims:
        assert answer.text == "The article says: “den Ausbau seines Studios” [1]."
        assert answer.claims[0].translates is None
        assert answer.citations[0].quote.startswith(STOPPED)


@pytest.mark.usefixtures("copying_weighs")
def test_of_what_is_refused_only_the_surest_quote_is_copied(closed: ArticleIndex) -> None:
    writer = CopyingWriter(None, odds=-0.5, yes=".")
    answer = told(closed, WHY_CLOSED, writer, threshold=0.5)
    assert answer.status is Status.NOT_FOUND
    assert writer.asked == 1


def test_prompt_for_copying_is_read_ahead_where_a_model_is_fitted_to_it(
    articles: ArticleIndex,
) -> None:
    writer = CopyingWriter(None, odds=1.0)
    Answering(articles, Settings.load(), writer).warm()
    assert writer.asked == 2  # whether there are words, and which


@pytest.mark.usefixtures("copying_weighs")
@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_thresholds_for_measuring_have_all_signals(
    articles: ArticleIndex, threshold: float
) -> None:
    answer = told(articles, WHY_DE, CopyingWriter(None, odds=6.0), threshold=threshold)
    assert "copied" in answer.signals


@pytest.mark.parametrize(
    ("words", "meaning", "behind"),
    [
        ("", "", ""),
        ("Scheiben", "", " (“Scheiben”)"),
        ("Scheiben", "disks", " (“Scheiben” = disks)"),
    ],
)
def test_what_words_of_the_article_mean_stands_beside_them(
    words: str, meaning: str, behind: str
) -> None:
    claim = Claim(text="It turns.", citations=(1,), supported=True, words=words, meaning=meaning)
    assert _marked(claim, "en") == f"It turns{behind} [1]."
