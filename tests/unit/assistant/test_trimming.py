import pytest

from assistant.trimming import trim
from assistant.work import Work
from tests.scripted_judge import ScriptedJudge
from tests.unit.assistant.passages import passage

FIRST, SECOND = "Perry stoppte den Ausbau.", "Zwölf Hallen waren geplant."
REFERRING = "Er fürchtet um die Arbeit von Beleuchtern."
PURPOSE = "Auf diese Weise schütze er Beleuchter."
ASKED = "Why did the studio stop?"


def told(
    text: str, verdict: float, *, language: str = "de", asked: str = ASKED, **chances: float
) -> str:
    """What is left of a quote whose whole has this verdict."""
    work = Work(asked, "en")
    work.evidence = (passage(text, language=language, start=10),)
    trim(work, 1, asked, verdict, ScriptedJudge(chances))
    [quote] = work.evidence
    assert text[quote.start - 10 : quote.end - 10] == quote.text
    return quote.text


def test_sentence_that_answers_alone_is_told_alone() -> None:
    assert told(f"{FIRST} {SECOND}", 1.0, Perry=1.0, Hallen=-1.0) == FIRST
    assert told(f"{FIRST} {SECOND}", 1.0, Perry=-1.0, Hallen=0.9) == SECOND


@pytest.mark.parametrize(
    ("verdict", "first", "second"), [(1.0, 0.5, -1.0), (1.0, 1.0, 0.8), (2.0, 1.5, 1.6)]
)
def test_both_are_told_where_neither_answers_as_surely_or_both_do(
    verdict: float, first: float, second: float
) -> None:
    both = f"{FIRST} {SECOND}"
    assert told(both, verdict, Perry=first, Hallen=second) == both


def test_sentence_that_refers_to_the_one_before_keeps_it() -> None:
    both = f"{FIRST} {REFERRING}"
    assert told(both, 1.0, Perry=-1.0, Beleuchtern=1.0) == both


def test_reason_keeps_what_it_is_the_reason_for() -> None:
    both = f"{FIRST} {PURPOSE}"
    assert told(both, 1.0, Perry=-1.0, Beleuchter=1.0) == both
    assert told(both, 1.0, Perry=1.0, Beleuchter=-1.0) == both
    assert told(both, 1.0, asked="Who stopped?", Perry=1.0, Beleuchter=-1.0) == FIRST


def test_quote_in_the_question_s_language_and_one_of_three_sentences_stay() -> None:
    both = f"{FIRST} {SECOND}"
    assert told(both, 1.0, language="en", Perry=1.0, Hallen=-1.0) == both
    three = f"{both} Bald ist es so weit."
    assert told(three, 1.0, Perry=1.0, Hallen=-1.0, Bald=-1.0) == three
