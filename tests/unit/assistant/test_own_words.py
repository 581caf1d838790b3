"""The words of a quote beside its rendering, or in its stead."""

import pytest

from assistant.checking import notes
from assistant.checking.support import Support
from assistant.copying import SURELY, Copy
from assistant.drafting import DraftedClaim
from assistant.own_words import in_own_words, with_own_words
from assistant.work import Work
from tests.unit.assistant.passages import passage

ASKED = "What are rotors?"
QUOTE = "Eine Turbine hat Rotoren (rotierende Scheiben), die auf einer Welle sitzen."
RENDERED = "A turbine has rotors (rotating disks) that sit on a shaft."


def work_on(language: str = "de") -> Work:
    work = Work(ASKED, "en", standalone=ASKED)
    work.evidence = (passage(QUOTE, language=language),)
    return work


def support(text: str = RENDERED, *, supported: bool = True) -> Support:
    note = "" if supported else notes.OTHERWISE
    return Support(DraftedClaim(text, (1,)), supported, (1,), 0.9, note)


def beside(words: str, told: Support | None = None, language: str = "de") -> str:
    """The text of what is told with what the model copies."""
    copies = {1: Copy(4.0, words)}
    return with_own_words(work_on(language), told or support(), copies.__getitem__).claim.text


def _beside(quote: str, words: str, rendered: str) -> str:
    work = Work(ASKED, "en", standalone=ASKED)
    work.evidence = (passage(quote, language="de"),)
    copies = {1: Copy(4.0, words)}
    return with_own_words(work, support(rendered), copies.__getitem__).claim.text


def test_words_that_a_rendering_lacks_stand_behind_it() -> None:
    assert beside("rotierende Scheiben") == (
        "A turbine has rotors (rotating disks) that sit on a shaft (“rotierende Scheiben”)."
    )


@pytest.mark.parametrize("words", ["", "eine Welle aus Stahl"])
def test_what_the_quote_has_not_got_any_more_is_not_told(words: str) -> None:
    assert beside(words) == RENDERED


@pytest.mark.parametrize(
    ("quote", "words", "rendered"),
    [
        ("Es hat Rotoren.", "Rotoren", "It has Rotoren."),
        ("Rund 204.000 Stellen", "204.000", "Some 204,000 jobs."),
        ("am 22. März 2024 kam", "22. März 2024", "It came on 22 March 2024."),
        ("für 800 Millionen Dollar", "800 Millionen Dollar", "For $800 million."),
        ("etwa sechs bis neun Prozent", "sechs bis neun Prozent", "Some six to nine percent."),
        ("Es war die Physik", "die Physik", "It was the physics."),
        ("Wie Kutcher sagt", "Wie Kutcher", "As Kutcher says."),
        ("binärer Notation", "binärer Notation", "In a binary notation."),
    ],
)
def test_words_that_a_rendering_has_are_not_repeated(quote: str, words: str, rendered: str) -> None:
    assert _beside(quote, words, rendered) == rendered


@pytest.mark.parametrize(
    ("quote", "words", "rendered"),
    [
        ("Rund 204.000 Stellen", "204.000", "Some 20,400 jobs."),
        ("am 22. März 2024 kam", "22. März 2024", "It came on 22 May 2024."),
        ("für 800 Millionen Dollar", "800 Millionen Dollar", "For €800 million."),
        ("Das Geld kam 1997 von Eva Rot", "1997 von Eva Rot", "The money came in 1997."),
    ],
)
def test_words_that_say_something_else_are_told(quote: str, words: str, rendered: str) -> None:
    assert _beside(quote, words, rendered) == rendered.replace(".", f" (“{words}”).")


def test_quote_in_the_language_of_the_question_and_what_was_dropped_stay() -> None:
    assert beside("rotierende Scheiben", language="en") == RENDERED
    dropped = support(supported=False)
    assert beside("rotierende Scheiben", dropped) == RENDERED


@pytest.mark.parametrize("odds", [SURELY, SURELY - 0.1])
def test_quote_that_no_rendering_will_do_for_is_told_by_its_words(odds: float) -> None:
    copies = {1: Copy(odds, "rotierende Scheiben")}
    told = in_own_words(work_on(), support(supported=False), copies.__getitem__)
    if odds < SURELY:
        assert told is None
    else:
        assert told is not None
        assert told.supported
        assert told.cited == (1,)
        assert told.claim.text == "The article says: “rotierende Scheiben”."
        assert told.note == notes.OWN_WORDS


def test_nothing_is_told_where_nothing_is_copied_or_a_rendering_stands() -> None:
    dropped, copies = support(supported=False), {1: Copy(4.0, "rotierende Scheiben")}
    assert in_own_words(work_on(), dropped, {1: Copy(4.0)}.__getitem__) is None
    assert in_own_words(work_on(), support(), copies.__getitem__) is None
    assert in_own_words(work_on("en"), dropped, copies.__getitem__) is None
