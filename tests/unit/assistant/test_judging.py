import math
from collections.abc import Generator, Sequence

import pytest

from assistant.checking.names import names_in, unsupported_names
from assistant.judging import (
    Judgement,
    Prospect,
    is_settled,
    is_sure,
    judgements,
    make_ready,
    prospects,
    ranked_by_copying,
    worth_telling,
)
from assistant.llm.adapter import adapter_config
from assistant.llm.writer import Draft, Writer
from assistant.prompts import Message
from tests.unit.assistant.passages import passage

QUESTION = "Who heads OpenAI, and who heads Sony Pictures?"


def judged(question: str, *quotes: tuple[str, float]) -> list[Judgement]:
    """Judgements as `judge` sorts them."""
    return [
        Judgement(number, passage(text), yes, yes, *names(question, text))
        for number, (text, yes) in enumerate(sorted(quotes, key=lambda q: -q[1]), start=1)
    ]


def names(question: str, text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The question's names that a text lacks, and those that it has."""
    asked = names_in(question, "en")
    lacking = unsupported_names(question, "en", [text]) & asked
    return lacking, asked - lacking


def told(question: str, *quotes: tuple[str, float]) -> list[str]:
    return [j.quote.text for j in worth_telling(judged(question, *quotes))]


def test_best_sentence_is_always_told() -> None:
    assert told("Who heads OpenAI?", ("Rain fell.", -9.0), ("Snow fell.", -8.0)) == ["Snow fell."]


def test_third_is_told_where_it_is_as_sure_as_the_best() -> None:
    assert len(told("Why?", ("One.", 1.0), ("Two.", 0.9), ("Three.", 0.8), ("Four.", 0.7))) == 3
    assert len(told("Why?", ("One.", 1.4), ("Two.", 0.95), ("Three.", 0.94))) == 2
    assert len(told("Why?", ("One.", 0.2), ("Two.", 0.1), ("Three.", 0.0))) == 2


def ranked(odds: Sequence[float], *quotes: tuple[str, float]) -> tuple[list[str], list[str]]:
    """Texts as they are ranked by what can be copied, and which of them were asked about."""
    asked: list[str] = []

    def odds_of(judgement: Judgement) -> float:
        asked.append(judgement.quote.text)
        return odds[judgement.number - 1]

    found = ranked_by_copying(judged("Why?", *quotes), odds_of)
    return [judgement.quote.text for judgement in found], asked


def test_of_quotes_that_come_close_the_one_with_words_to_copy_goes_first() -> None:
    order, asked = ranked([-1.0, 1.0], ("One.", 0.5), ("Two.", 0.0), ("Three.", -1.0))
    assert order == ["Two.", "One.", "Three."]
    assert asked == ["One.", "Two."]


def test_quote_that_nobody_asked_about_stays_behind_those_that_were_asked_about() -> None:
    order, _ = ranked([-4.0, -4.0], ("One.", 0.5), ("Two.", 0.0), ("Three.", -0.3))
    assert order == ["One.", "Two.", "Three."]


def test_nothing_is_asked_where_none_comes_close_and_at_most_of_four() -> None:
    assert ranked([1.0], ("One.", 2.0), ("Two.", 0.0)) == (["One.", "Two."], [])
    _, asked = ranked([0.0] * 6, *((f"{number}.", 0.0) for number in range(6)))
    assert len(asked) == 4


def test_with_copying_quotes_that_lie_a_little_further_off_are_told_too() -> None:
    quotes = judged("Why?", ("One.", 1.0), ("Two.", 0.2))
    assert len(worth_telling(quotes)) == 1
    assert len(worth_telling(quotes, by_copying=True)) == 2
    quotes = judged("Why?", ("One.", 1.4), ("Two.", 0.95), ("Three.", 0.94))
    assert len(worth_telling(quotes)) == 2
    assert len(worth_telling(quotes, by_copying=True)) == 3


def test_sentence_with_the_name_that_the_best_lacks_is_told_as_well() -> None:
    answer = told(
        QUESTION,
        ("Altman heads OpenAI.", 1.0),
        ("OpenAI is in San Francisco.", 0.7),
        ("Vinciquerra heads Sony Pictures.", -1.5),
    )
    assert answer == [
        "Altman heads OpenAI.",
        "OpenAI is in San Francisco.",
        "Vinciquerra heads Sony Pictures.",
    ]


def test_name_that_the_second_has_needs_no_third() -> None:
    answer = told(
        QUESTION,
        ("Altman heads OpenAI.", 1.0),
        ("Vinciquerra heads Sony Pictures.", 0.5),
        ("Sony Pictures makes films.", 0.0),
    )
    assert answer == ["Altman heads OpenAI.", "Vinciquerra heads Sony Pictures."]


def test_quote_without_any_name_of_the_question_brings_none_along_for_them() -> None:
    question = "How much does a film made with Sora cost?"
    answer = told(question, ("It costs a fraction.", 0.7), ("Sora impressed Perry.", -1.2))
    assert answer == ["It costs a fraction."]


@pytest.mark.parametrize(
    ("article", "yes", "told_too"),
    [("a.md", 0.2, True), ("b.md", 0.2, False), ("b.md", 0.5, True)],
)
def test_quote_of_another_article_must_answer_as_surely_as_it_was_found(
    article: str, yes: float, told_too: bool
) -> None:
    best = Judgement(1, passage("One.", article="a.md"), 0.8, 0.8, frozenset())
    other = Judgement(2, passage("Two.", article=article), yes, 0.6, frozenset())
    assert (other in worth_telling([best, other])) is told_too


def test_name_alone_is_no_reason_to_tell_what_does_not_answer() -> None:
    answer = told(QUESTION, ("Altman heads OpenAI.", 3.0), ("Sony Pictures makes films.", -5.0))
    assert answer == ["Altman heads OpenAI."]


@pytest.mark.parametrize(
    ("start", "article", "yes", "told_too"),
    [
        (0, "a", -0.9, True),
        (149, "a", -0.9, True),
        (150, "a", -0.9, False),
        (0, "b", -0.9, False),
        (0, "a", -1.0, False),
    ],
)
def test_general_question_is_answered_by_what_the_article_begins_with_too(
    start: int, article: str, yes: float, *, told_too: bool
) -> None:
    best = Judgement(1, passage("Best.", article="a", start=900), 1.0, 1.0, frozenset())
    opening = Judgement(2, passage("Begins.", article=article, start=start), yes, yes, frozenset())
    assert (opening in worth_telling([best, opening], general=True)) is told_too
    assert worth_telling([best, opening]) == [best]


class Unsure:
    """A model for which every text is as likely to answer as not."""

    name = "unsure"
    tells_chances = True

    def adapted(self, name: str) -> Writer | None:  # noqa: ARG002 - it has none
        return None

    def stream(
        self,
        messages: Sequence[Message],  # noqa: ARG002 - a writer takes them
        *,
        max_tokens: int,  # noqa: ARG002 - the same
    ) -> Generator[str, None, Draft]:
        yield "yes"
        return Draft("yes", first_token={"yes": -0.7, "no": -0.7})


class Fitted(Unsure):
    """A model whose adapter is surer than it is, and which remembers what either was sent."""

    def __init__(self, yes: float = -0.7, fitted: "Fitted | None" = None) -> None:
        self._yes = yes
        self._fitted = fitted
        self.sent: list[Sequence[Message]] = []

    def adapted(self, name: str) -> Writer | None:
        return self._fitted if name == "judge" else None

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,  # noqa: ARG002 - a writer takes it
    ) -> Generator[str, None, Draft]:
        self.sent.append(messages)
        yield "yes"
        return Draft("yes", first_token={"yes": self._yes, "no": -0.7})


def test_model_with_an_adapter_judges_with_it_and_needs_no_examples() -> None:
    adapter = Fitted(yes=1.8)
    model = Fitted(fitted=adapter)
    quote = passage("It rains.")
    [(judgement, _)] = judgements("Does it rain?", "en", [quote], model)
    assert judgement.yes == pytest.approx(2.5 / adapter_config("judge").temperature)
    assert model.sent == []
    assert [turn["role"] for turn in adapter.sent[0]] == ["system", "user"]


def test_who_judges_reads_ahead_what_all_verdicts_share() -> None:
    adapter, alone = Fitted(), Fitted()
    make_ready(Fitted(fitted=adapter))
    make_ready(alone)
    [fitted], [plain] = adapter.sent, alone.sent
    assert fitted[-1] == plain[-1] == {"role": "user", "content": "Question:"}
    assert len(fitted) < len(plain)


def first(question: str, *texts: str) -> str:
    judged = judgements(question, "en", [passage(text) for text in texts], Unsure())
    return max((judgement for judgement, _ in judged), key=lambda each: each.rank).quote.text


def test_quote_with_the_name_that_is_asked_about_goes_first() -> None:
    texts = ("Studios shun it.", "Perry shuns it.")
    assert first("Why does Tyler Perry shun it?", *texts) == "Perry shuns it."
    assert first("Why is it shunned?", *texts) == "Studios shun it."


def test_quote_with_the_kind_of_thing_that_is_asked_for_goes_first() -> None:
    texts = ("Many jobs will go.", "Of the jobs 800 will go.")
    assert first("How many jobs will go?", *texts) == "Of the jobs 800 will go."
    assert first("Why will jobs go?", *texts) == "Many jobs will go."


def test_quote_that_tells_the_place_that_is_asked_for_goes_first() -> None:
    texts = ("Perry paused the work on his studio.", "His studio in Atlanta is paused.")
    assert first("Where is his studio?", *texts) == "His studio in Atlanta is paused."
    assert first("Why is his studio paused?", *texts) == "Perry paused the work on his studio."


def test_who_is_answered_by_a_role_as_well_as_by_a_name() -> None:
    texts = ("The tenant pays for it.", "Anna Holm painted it.")
    assert first("Who pays for damage?", *texts) == "The tenant pays for it."


def test_second_is_told_only_where_it_is_nearly_as_sure() -> None:
    def second(yes: float, article: str) -> int:
        best = Judgement(1, passage("It rains."), 1.0, 1.0, frozenset())
        other = Judgement(2, passage("It snows.", article=article), yes, yes, frozenset())
        return len(worth_telling([best, other]))

    assert second(0.2, "a.md") == 1
    assert second(0.4, "a.md") == 2
    assert second(0.4, "b.md") == 1
    assert second(0.6, "b.md") == 2


def _alike(text: str) -> Sequence[float]:
    """A vector that puts a name beside its translation, and any other apart from what is said."""
    if text in {"First World War", "Ersten Weltkrieg"}:
        return [1.0, 0.0, 0.0]
    return [0.0, 1.0, 0.0] if text == "Kutcher" else [0.0, 0.0, 1.0]


def test_only_what_is_sure_and_has_all_names_is_told_at_once() -> None:
    question = "When did the First World War end, Perry?"

    def sure(yes: float, rank: float, *lacking: str, language: str = "en") -> bool:
        quote = passage("Den Ersten Weltkrieg gab es.", language=language)
        judgement = Judgement(1, quote, yes, rank, frozenset(lacking))
        return is_sure(judgement, question, "en", _alike)

    assert sure(1.0, 1.0)
    assert not sure(-1.0, 1.0)
    assert not sure(1.0, -1.0)
    assert not sure(1.0, 1.0, "War")
    assert sure(1.0, 1.0, "War", language="de")
    assert not sure(1.0, 1.0, "War", "Kutcher", language="de")


def test_what_lacks_a_figure_of_the_question_waits_for_what_may_have_it() -> None:
    texts = [
        "The treaty prohibits price fixing in Article 101.",
        "Article 102 prohibits the abuse of power.",
        "Article 103 allows rules.",
    ]
    question = "What does Article 102 of the treaty prohibit?"
    first, right, wrong = prospects(question, "en", [passage(text) for text in texts])
    assert first.unstated == wrong.unstated == {102}
    assert not right.unstated
    sure = Judgement(1, first.quote, 9.0, 9.0, frozenset(), unstated=first.unstated)
    assert not is_sure(sure, question, "en", _alike)
    far = -20.0  # by the reranker
    assert not is_settled([sure], [right._replace(reranked=far)])
    assert is_settled([sure], [wrong._replace(reranked=far)])
    assert is_sure(sure._replace(unstated=right.unstated), question, "en", _alike)


def prospect(
    score: float, *, reranked: float | None = None, lacking: tuple[str, ...] = ()
) -> Prospect:
    """A quote that is left, with the retrieval's score (1 is the best) and the reranker's."""
    quote = passage("What else?", score=score)
    return Prospect(quote, 0.0, 8.0 * (score - 1.0), frozenset(lacking), frozenset(), reranked)


@pytest.mark.parametrize(
    ("yes", "lacks", "scores", "settled"),
    [
        (0.6, False, [0.97, 0.96], True),
        (0.6, False, [0.97, 0.99], False),  # would be told if it were judged a little surer
        (2.0, False, [1.0], True),
        (-0.1, False, [0.9], False),
        (0.8, True, [0.9], False),  # another may have the name
        (0.8, False, [], True),
    ],
)
def test_quotes_that_would_hardly_be_told_need_not_be_judged(
    yes: float, lacks: bool, scores: list[float], settled: bool
) -> None:
    names = frozenset({"Perry"}) if lacks else frozenset()
    best = Judgement(1, passage("It is so.", score=1.0), yes, yes, names)
    worse = Judgement(2, passage("It may be.", score=1.0), -1.0, -1.0, frozenset())
    assert is_settled([best, worse], [prospect(score) for score in scores]) is settled


def test_best_quote_that_was_not_found_first_is_compared_with_what_is_left() -> None:
    best = Judgement(2, passage("It is so.", score=0.95), 1.0, 0.6, frozenset())
    assert is_settled([best], [prospect(0.97)])
    assert not is_settled([best], [prospect(0.99)])


@pytest.mark.parametrize(
    ("rank", "reranked", "settled"),
    [(-1.0, -13.0, True), (-1.0, -10.0, False), (0.5, 4.0, False), (0.8, 4.0, True)],
    ids=["far behind", "close behind", "may be as sure", "hardly any is as sure"],
)
def test_quotes_that_the_reranker_puts_far_behind_need_not_be_judged(
    rank: float, reranked: float, settled: bool
) -> None:
    best = Judgement(1, passage("It may be.", score=1.0), rank, rank, frozenset())
    assert is_settled([best], [prospect(1.0, reranked=reranked)]) is settled


def test_a_quote_with_a_name_that_the_best_lacks_is_judged_however_far_behind() -> None:
    best = Judgement(1, passage("It is so.", score=1.0), 2.0, 1.25, frozenset({"Perry"}))
    assert not is_settled([best], [prospect(0.9, reranked=-20.0)])
    assert is_settled([best], [prospect(0.9, reranked=-20.0, lacking=("Perry",))])


def test_what_a_verdict_is_at_best_is_known_with_what_the_quote_lacks() -> None:
    texts = ["Perry paid 4 million.", "Perry paid.", "He paid 4 million."]
    quotes = [
        passage(text, score=score) for text, score in zip(texts, (1.0, 0.9, 1.0), strict=True)
    ]
    question = "How many millions did Perry pay?"
    told, no_number, no_name = prospects(question, "en", quotes, [1.0, 1.0, 1.0])
    assert told.at_best == pytest.approx(no_number.at_best + 2.0)
    assert told.behind == 0.0
    assert no_number.behind == pytest.approx(-0.8)
    assert no_name.lacking == {"Perry"}
    assert no_name.behind < 0.0
    low, high = (prospects(question, "en", quotes[:1], [odds])[0] for odds in (-4.0, 2.0))
    assert low.at_best < told.at_best < high.at_best
    assert prospects(question, "en", quotes)[0].at_best == math.inf


@pytest.mark.parametrize(
    ("having", "article", "language", "told"),
    [
        ({"Kutcher"}, "b.md", "de", 2),
        (set(), "b.md", "de", 1),
        (set(), "a.md", "de", 2),
        (set(), "b.md", "fr", 2),
    ],
)
def test_quote_of_another_article_has_a_name_that_the_best_has(
    having: set[str], article: str, language: str, told: int
) -> None:
    best = Judgement(
        1, passage("One.", article="a.md", language="de"), 0.8, 0.8, frozenset(),
        frozenset({"Kutcher", "Sora"}),
    )  # fmt: skip
    quote = passage("Two.", article=article, language=language)
    other = Judgement(2, quote, 0.7, 0.7, frozenset({"Sora"}), frozenset(having))
    assert len(worth_telling([best, other])) == told
    nameless = best._replace(having=frozenset())
    assert len(worth_telling([nameless, other])) == 2
