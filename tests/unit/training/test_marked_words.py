"""What the adapter that copies is fitted to."""

from collections.abc import Mapping, Sequence

from training.examples import BUNDLED, IN_THE_NEWS, Asked, Quote, is_held_out
from training.marked_words import Copied, Example, fitted_of, harder_of

PAID = Quote("The canton paid.", 1.0, answers=True)
BUILT = Quote("It was built in 1911.", 0.9, answers=False)
NEAR = Quote("The town paid the rent.", 0.8, answers=False)


def documents(*, held_out: bool) -> list[str]:
    """Names of some documents."""
    names = [f"000-{number:03}" for number in range(40)]
    return [name for name in names if is_held_out(asked("q", document=name)) is held_out]


def asked(name: str, *quotes: Quote, document: str, answerable: bool = True) -> Asked:
    return Asked(name, "Who paid?", "en", answerable, document, quotes)


def fitted(
    name: str,
    asked: Sequence[Asked],
    answers: Mapping[str, Sequence[Sequence[str]]],
    kept: Mapping[str, frozenset[str]] | None = None,
) -> list[Example]:
    return fitted_of({name: asked}, answers, kept or {})


OPEN = documents(held_out=False)
ANSWERS = {"q": [["The canton of Jura", "canton"]]}


def test_words_are_marked_in_the_quote_that_answers_and_none_in_the_likeliest_other() -> None:
    rows = [asked("q", BUILT, PAID, NEAR, document=OPEN[0])] * 2
    (example,) = fitted("set", rows, ANSWERS)
    assert example.quotes == (Copied(PAID.text, "canton"), Copied(BUILT.text, ""))


def test_words_within_others_are_not_marked() -> None:
    quote = Quote("It was paid in 1953, by 5 cantons.", 1.0, answers=True)
    rows = [asked("q", quote, document=OPEN[0])] * 2
    (example,) = fitted("set", rows, {"q": [["canton", "5 cantons"]]})
    assert example.quotes == (Copied(quote.text, "5 cantons"),)
    (example,) = fitted("set", rows, {"q": [["19"]]})
    assert example.quotes == (Copied(quote.text, None),)


def test_answer_of_which_only_the_sentence_is_known_has_words_that_nobody_marked() -> None:
    rows = [asked("q", PAID, document=OPEN[0])] * 2
    for name in ("set-ours", IN_THE_NEWS):
        assert {each.quotes for each in fitted(name, rows * 2, ANSWERS)} == {
            (Copied(PAID.text, None),)
        }


def test_translated_question_has_the_answers_of_its_original() -> None:
    rows = [asked("q-de", PAID, document=OPEN[0])] * 4
    (example,) = fitted("set-translated", rows, ANSWERS)
    assert example.quotes == (Copied(PAID.text, "canton"),)


def test_of_a_near_miss_the_likeliest_quote_alone_is_shown_and_nothing_is_copied() -> None:
    rows = [asked("none", NEAR, BUILT, document=OPEN[0], answerable=False)] * 2
    (example,) = fitted("set", rows, ANSWERS)
    assert example.quotes == (Copied(NEAR.text, ""),)


def test_nothing_is_fitted_to_what_is_held_out_here_or_elsewhere_nor_to_the_bundled() -> None:
    held = [asked("q", PAID, document=name) for name in documents(held_out=True)]
    assert held
    assert fitted("set", held, ANSWERS) == []
    twin = [asked("q", PAID, document=OPEN[0])] * 4
    assert fitted("set", twin, ANSWERS, {"set": frozenset({OPEN[0]})}) == []
    assert fitted(BUNDLED, twin, ANSWERS) == []
    assert fitted("set", twin, ANSWERS)


def by_length(_question: str, texts: Sequence[str]) -> list[float]:
    return [float(len(text)) for text in texts]


def test_harder_pass_has_the_questions_that_the_first_left_with_what_misleads_most() -> None:
    short = Quote("It was.", 0.7, answers=False)
    rows = [
        Asked(f"q{number}", f"Who paid {number}?", "en", True, OPEN[0], (short, PAID, NEAR, BUILT))
        for number in range(10)
    ]
    answers = {row.id: [["canton"]] for row in rows}
    first = fitted_of({"set": rows}, answers, {})
    harder = harder_of({"set": rows}, answers, {}, by_length, 10)
    assert len(first) == 6
    assert {each.question for each in first + harder} == {row.question for row in rows}
    assert {each.quotes for each in harder} == {
        (Copied(PAID.text, "canton"), Copied(NEAR.text, ""), Copied(BUILT.text, ""))
    }
    assert harder_of({"set": rows}, answers, {}, by_length, 3) == harder[:3]


def test_whatever_is_found_for_a_near_miss_misleads() -> None:
    partly = Quote("The canton paid the rent, it says.", 0.9, answers=None)
    rows = [asked("none", BUILT, partly, NEAR, document=OPEN[0], answerable=False)] * 5
    assert {each.quotes for each in harder_of({"set": rows}, {}, {}, by_length, 5)} == {
        (Copied(partly.text, ""), Copied(NEAR.text, ""))
    }
