"""Quotes that say the same in different languages take one place."""

from collections.abc import Sequence

import pytest

from assistant.judging import Judgement
from assistant.twins import are_twins, without_twins
from tests.unit.assistant.passages import passage

GERMAN, FRENCH, OTHER = "Zwölf Hallen waren geplant.", "Douze studios étaient prévus.", "Rien."
VECTORS: dict[str, tuple[float, float]] = {
    GERMAN: (1.0, 0.0),
    FRENCH: (0.95, 0.3122),
    OTHER: (0.0, 1.0),
}


def embed(text: str) -> Sequence[float]:
    return VECTORS[text]


def judged(
    text: str, language: str, number: int, *, article: str = "", yes: float = 0.0
) -> Judgement:
    quote = passage(text, language=language, article=article or f"{language}.md")
    return Judgement(number, quote, yes, yes, frozenset())


def test_same_in_another_language_does_not_take_a_place_of_its_own() -> None:
    best, twin = judged(FRENCH, "fr", 1, yes=1.0), judged(GERMAN, "de", 2, yes=0.5)
    other = judged(OTHER, "fr", 3, yes=0.2)
    told = without_twins([best, twin, other], "en", embed)
    assert [group.judgement.number for group in told] == [1, 3]
    assert [twin.number for twin in told[0].twins] == [2]


def test_the_one_in_the_language_of_the_question_stands_for_both() -> None:
    best, twin = judged(FRENCH, "fr", 1, yes=1.0), judged(GERMAN, "de", 2, yes=0.5)
    told = without_twins([best, twin], "de", embed)
    assert [group.judgement.number for group in told] == [2]
    assert told[0].judgement.yes == 1.0
    assert told[0].judgement.rank == 1.0
    assert [twin.number for twin in told[0].twins] == [1]


def test_sentences_that_say_other_things_both_stay() -> None:
    both = [judged(GERMAN, "de", 1), judged(OTHER, "fr", 2)]
    assert [group.judgement for group in without_twins(both, "en", embed)] == both


def test_sentences_of_one_language_or_one_article_are_not_compared() -> None:
    same_language = [judged(GERMAN, "de", 1), judged(GERMAN, "de", 2, article="b.md")]
    assert len(without_twins(same_language, "en", embed)) == 2
    one_article = [judged(GERMAN, "de", 1, article="a.md"), judged(FRENCH, "fr", 2, article="a.md")]
    assert len(without_twins(one_article, "en", embed)) == 2


@pytest.mark.parametrize(
    ("english", "german", "expected"),
    [
        ("The bridge opened in March.", "Die Brücke öffnete im März.", True),
        ("The bridge opened in March.", "Die Brücke öffnete im April.", False),
        ("The bridge opened on Tuesday.", "Die Brücke öffnete am Mittwoch.", False),
        ("The minister resigned.", "Die Ministerin trat nicht zurück.", False),
        ("It begins at 8 pm.", "Sie beginnt um 20 Uhr.", True),
        ("It cost one billion.", "Sie kostete eine Billion.", False),
    ],
)
def test_sentences_that_differ_in_a_particular_are_no_twins(
    english: str, german: str, *, expected: bool
) -> None:
    one = passage(english, language="en", article="en.md")
    other = passage(german, language="de", article="de.md")
    assert are_twins(one, other, lambda _: (1.0, 0.0)) is expected
