"""The words of a quote beside its rendering, or in its stead."""

import pytest

from assistant.checking import notes
from assistant.checking.support import Support
from assistant.copying import POSSIBLY, SURELY
from assistant.drafting import DraftedClaim
from assistant.own_words import in_own_words, with_own_words
from assistant.work import Work
from tests.unit.assistant.passages import passage

ASKED = "What are rotors?"
QUOTE = "Eine Turbine hat Rotoren (rotierende Scheiben), die auf einer Welle sitzen."
RENDERED = "A turbine has rotors (rotating disks) that sit on a shaft."


def work_on(language: str = "de", quote: str = QUOTE, asked: str = ASKED) -> Work:
    work = Work(asked, "en", standalone=asked)
    work.evidence = (passage(quote, language=language),)
    return work


def support(text: str = RENDERED, *, supported: bool = True) -> Support:
    note = "" if supported else notes.OTHERWISE
    return Support(DraftedClaim(text, (1,)), supported, (1,), 0.9, note)


def beside(
    words: str,
    told: Support | None = None,
    *,
    quote: str = QUOTE,
    asked: str = ASKED,
    language: str = "de",
    odds: float = 4.0,
    others: tuple[Support, ...] = (),
) -> str:
    """The words that are told behind a sentence, of those that the model copies."""
    work = work_on(language, quote, asked)
    told = told or support()
    odds_of, words_of = {1: odds}.__getitem__, {1: words}.__getitem__
    made = with_own_words(work, told, (told, *others), odds_of, words_of, lambda *_: "")
    return made.words


def instead(
    words: str,
    odds: float = 4.0,
    *,
    note: str = notes.OTHERWISE,
    asked: str = ASKED,
    quote: str = QUOTE,
    language: str = "de",
    supported: bool = False,
    others: tuple[Support, ...] = (),
    meaning: str = "",
    best: bool = False,
) -> Support | None:
    """What is told in the stead of a rendering, if anything is."""
    work = work_on(language, quote, asked)
    dropped = Support(DraftedClaim(RENDERED, (1,)), supported, (1,), 0.9, note)
    odds_of, words_of = {1: odds}.__getitem__, {1: words}.__getitem__
    return in_own_words(
        work, dropped, others, odds_of, words_of, lambda _number, _words: meaning, best=best
    )


def test_words_that_a_rendering_lacks_stand_behind_it() -> None:
    assert beside("rotierende Scheiben") == "rotierende Scheiben"


@pytest.mark.parametrize(
    ("rendered", "meaning", "told"),
    [
        (RENDERED, "rotating discs", "rotating discs"),
        (RENDERED, "", ""),
        ("A turbine has discs which rotate.", "rotating discs", ""),
    ],
)
def test_what_words_mean_is_told_unless_the_rendering_says_it(
    rendered: str, meaning: str, told: str
) -> None:
    made = with_own_words(
        work_on("de", QUOTE, ASKED), support(rendered), (), lambda _: 4.0,
        lambda _: "rotierende Scheiben", lambda _number, words: meaning if words else "none",
    )  # fmt: skip
    assert (made.words, made.meaning) == ("rotierende Scheiben", told)


@pytest.mark.parametrize("words", ["", "eine Welle aus Stahl", "Scheibe"])
def test_what_the_quote_has_not_got_any_more_is_not_told(words: str) -> None:
    assert beside(words) == ""


def test_footnotes_of_the_article_are_no_markers_of_the_answer() -> None:
    quote = "Es hat Scheiben [7] und Wellen [2, 3] aus Stahl."
    assert beside("Scheiben [7] und Wellen", quote=quote) == "Scheiben und Wellen"


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
    assert beside(words, support(rendered), quote=quote) == ""
    other = support("Something else.")
    assert beside(words, other, quote=quote).endswith(words)
    assert beside(words, other, quote=quote, others=(support(rendered),)) == ""


@pytest.mark.parametrize(
    ("quote", "words", "rendered"),
    [
        ("Rund 204.000 Stellen", "204.000", "Some 20,400 jobs."),
        ("am 22. März 2024 kam", "22. März 2024", "It came on 22 May 2024."),
        ("für 800 Millionen Dollar", "800 Millionen Dollar", "For €800 million."),
        ("Das Turbinengehäuse ist neu", "Turbinengehäuse", "The turbine is new."),
        ("Das Geld kam 1997 von Eva Rot", "1997 von Eva Rot", "The money came in 1997."),
    ],
)
def test_words_that_say_something_else_are_told(quote: str, words: str, rendered: str) -> None:
    assert beside(words, support(rendered), quote=quote).endswith(words)


def test_small_words_before_them_are_told_too_and_need_not_be_rendered() -> None:
    quote = "Es ginge ohne Stuntmen aus."
    assert beside("Stuntmen", support("It would do."), quote=quote) == "ohne Stuntmen"
    assert beside("Stuntmen", support("It would do with no stuntmen."), quote=quote) == ""


def test_words_that_hardly_answer_are_not_told_behind_a_rendering() -> None:
    assert beside("rotierende Scheiben", odds=0.1) == "rotierende Scheiben"
    assert beside("rotierende Scheiben", odds=-0.1) == ""


def test_quote_in_the_language_of_the_question_and_what_was_dropped_stay() -> None:
    assert beside("rotierende Scheiben", language="en") == ""
    assert beside("rotierende Scheiben", support(supported=False)) == ""


def test_quote_that_no_rendering_will_do_for_is_told_by_its_words() -> None:
    told = instead("rotierende Scheiben", SURELY)
    assert told is not None
    assert told.supported
    assert told.cited == (1,)
    assert told.claim.text == "The article says: “rotierende Scheiben”."
    assert (told.note, told.words) == (notes.OWN_WORDS, "")
    assert instead("rotierende Scheiben", SURELY - 0.1) is None


def test_quote_that_answers_best_need_not_be_as_sure() -> None:
    assert instead("rotierende Scheiben", POSSIBLY, best=True) is not None
    assert instead("rotierende Scheiben", POSSIBLY - 0.1, best=True) is None


def test_what_the_words_mean_stands_behind_them() -> None:
    told = instead("rotierende Scheiben", meaning="rotating disks")
    assert told is not None
    assert told.claim.text == "The article says: “rotierende Scheiben” (rotating disks)."


def test_nothing_is_told_where_nothing_is_copied_or_a_rendering_stands() -> None:
    assert instead("") is None
    assert instead("rotierende Scheiben", supported=True) is None
    assert instead("rotierende Scheiben", language="en") is None
    assert instead("Rotoren", others=(support("Rotoren rotate."),)) is None


DENIED = "Eine Turbine hat keine Kolben, sondern rotierende Scheiben."


def test_words_without_the_negation_of_their_quote_are_not_told() -> None:
    assert instead("rotierende Scheiben", note=notes.DENIES, quote=DENIED) is None
    assert instead("rotierende Scheiben", asked="Are rotors rotating disks?") is None


def test_where_the_rendering_alone_denies_the_words_are_told() -> None:
    assert instead("rotierende Scheiben", note=notes.DENIES) is not None
    assert instead("keine Kolben", note=notes.DENIES, quote=DENIED) is not None


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("Nicht teilnehmen werden Polen und Ungarn.", "Polen und Ungarn"),
        ("Geklagt hat nicht die frühere Regierung von Ungarn.", "Regierung von Ungarn"),
    ],
)
def test_words_that_sound_like_a_negation_are_none(quote: str, words: str) -> None:
    assert instead(words, note=notes.DENIES, quote=quote) is None
    assert instead(words, quote=quote) is not None


def test_that_it_is_ai_answers_no_question_that_says_so() -> None:
    quote = "Alle wollen KI, sagt man."
    assert instead("KI", asked="Why do they want AI?", quote=quote) is None
    assert instead("KI", asked="What do they want?", quote=quote) is not None
    assert beside("KI", support("All want it."), quote=quote, asked="Why do they want AI?") == ""
    studio = "Es liegt in Atlanta, sagt man."
    assert instead("Atlanta", asked="Where is the Atlanta Studio?", quote=studio) is not None
