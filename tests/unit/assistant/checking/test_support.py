from collections.abc import Sequence

import pytest

from assistant.checking import notes
from assistant.checking.support import Support, check_claims, check_rendering, repeats_question
from assistant.drafting import DraftedClaim
from index.article import Passage
from tests.unit.assistant.passages import passage

PERRY = passage(
    "Tyler Perry hat den Ausbau im Februar für 800 Millionen Dollar gestoppt.",
    language="de",
    article="perry.md",
)
UNION = passage("The strike of the writers took 148 days.", article="union.md")
BREAD = passage("A loaf stays fresh for three days.", article="bread.md")
AGAIN = passage("Perry stopped works worth $800 million in February.", article="again.md")
QUESTION = "What was planned in Atlanta?"
WHEN = {"de": "Wann:", "en": "When:", "fr": "Quand :"}


def embed(_text: str) -> list[float]:
    """A vector that says nothing: only names, numbers and the model's choice decide."""
    return [1.0, 0.0]


def embed_one(_text: str) -> list[float]:
    """A vector that is like none, itself included: no name is another in translation."""
    return [0.0, 0.0]


def checked(
    text: str, *numbers: int, evidence: Sequence[Passage] = (PERRY, UNION, BREAD)
) -> Support:
    claims = [DraftedClaim(text, numbers)]
    return check_claims(QUESTION, "en", claims, evidence, embed)[0]


def test_claim_keeps_the_citation_that_supports_it() -> None:
    support = checked("Works for $800 million.", 1)
    assert (support.supported, support.cited, support.note) == (True, (1,), "")


def test_wrong_citation_is_repaired_and_said_so() -> None:
    support = checked("It took 148 days.", 1)
    assert (support.supported, support.cited, support.note) == (True, (2,), "citation repaired")


def test_missing_citation_is_added() -> None:
    support = checked("It took 148 days.")
    assert (support.supported, support.cited) == (True, (2,))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Works for $900 million.", "900000000"),
        ("It was Steven Spielberg.", "Spielberg"),
        ("It was in March.", "month 3"),
        ("It was founded in 2015.", "2015"),
    ],
)
def test_invention_is_not_supported_and_named(text: str, missing: str) -> None:
    support = checked(text, 1)
    assert not support.supported
    assert missing in support.note


def test_particulars_from_two_articles_cite_both() -> None:
    support = checked("It cost $800 million, and the strike took 148 days.", 1)
    assert support.supported
    assert set(support.cited) == {1, 2}


def test_another_article_that_says_the_same_is_cited_too() -> None:
    support = checked("Works for $800 million.", 1, evidence=(PERRY, UNION, AGAIN))
    assert support.supported
    assert set(support.cited) == {1, 3}


def test_name_in_the_title_of_the_article_counts() -> None:
    quote = passage("He stopped the works.", title="Tyler Perry waits")
    assert checked("It was stopped by Tyler Perry.", 1, evidence=(quote,)).supported


def test_nothing_to_check_is_no_error() -> None:
    assert check_claims(QUESTION, "en", [], [PERRY], embed) == []


def test_without_evidence_nothing_is_supported() -> None:
    support = checked("Works for $800 million.", evidence=())
    assert (support.supported, support.cited) == (False, ())


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Why did Tyler Perry pause his studio?", "Tyler Perry paused his studio."),
        ("Why did Tyler Perry pause his studio?", "He paused the studio."),
        ("Did it cost 900 million?", "It cost 900 million."),
    ],
)
def test_echo_of_the_question_is_no_answer(question: str, claim: str) -> None:
    assert repeats_question(question, "en", claim)


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Why did Tyler Perry pause his studio?", "Because of Sora."),
        ("How many studios did Perry pause?", "Perry paused 12 studios."),
        ("Did Perry stop?", "Yes."),
        ("Is the studio in Atlanta or in Boston?", "In Atlanta."),
    ],
)
def test_answer_that_says_more_is_no_echo(question: str, claim: str) -> None:
    assert not repeats_question(question, "en", claim)


@pytest.mark.parametrize(
    ("language", "question", "quote"),
    [
        ("en", "Did the council approve the bridge?", "The council did not approve the bridge."),
        ("en", "Did the council approve the bridge?", "The council approved the bridge."),
        ("fr", "Le conseil a-t-il approuvé le pont ?", "Le conseil n’a pas approuvé le pont."),
        ("de", "Ist Kaffee gesund?", "Kaffee ist gesund."),
    ],
)
def test_quote_that_says_whether_it_is_so_is_told(language: str, question: str, quote: str) -> None:
    said = passage(quote, language=language)
    assert check_rendering(question, language, quote, 1, said, embed_one).supported
    asked = f"{WHEN[language]} {question}"
    assert not check_rendering(asked, language, quote, 1, said, embed_one).supported


def test_rendering_may_rest_only_on_its_own_quote() -> None:
    good = check_rendering(
        QUESTION, "en", "Works for $800 million were stopped.", 3, PERRY, embed_one
    )
    assert (good.supported, good.cited) == (True, (3,))
    bad = check_rendering(QUESTION, "en", "The works took 148 days.", 3, PERRY, embed_one)
    assert (bad.supported, bad.cited) == (False, (3,))


def test_quote_told_word_by_word_needs_no_check_but_must_answer() -> None:
    text = "Ist xGAN2s teuer? Laut M. Odd kosten GANs je 3x4 Dollar."
    quote = PERRY.model_copy(update={"text": text, "title": ""})
    told = check_rendering("Was kosten GANs?", "de", text, 1, quote, embed_one)
    assert (told.supported, told.score) == (True, 1.0)
    echo = check_rendering(
        "Tyler Perry stopped?", "en", "Tyler Perry stopped.", 1, quote, embed_one
    )
    assert not echo.supported


@pytest.mark.parametrize("text", ["", ".", "…", PERRY.text])
def test_rendering_that_says_nothing_or_in_another_language_is_dropped(text: str) -> None:
    support = check_rendering(QUESTION, "en", text, 1, PERRY, embed_one)
    assert not support.supported
    assert support.note


@pytest.mark.parametrize("language", ["und", "ja", "ru", "el", "pl"])
def test_any_language_can_be_checked(language: str) -> None:
    claims = [DraftedClaim("800", (1,)), DraftedClaim("Перри, 800", ())]
    for support in check_claims("?", language, claims, [PERRY], embed):
        assert support.cited == (1,)


def test_rendering_that_loses_the_negation_is_dropped() -> None:
    quote = PERRY.model_copy(update={"text": "Der Ausbau wurde nicht gestoppt.", "title": ""})
    lost = check_rendering(QUESTION, "en", "The works were stopped.", 1, quote, embed_one)
    assert not lost.supported
    assert "denies" in lost.note
    kept = check_rendering(QUESTION, "en", "The works were not stopped.", 1, quote, embed_one)
    assert kept.supported


def test_claim_that_denies_what_its_quote_says_is_dropped() -> None:
    assert not checked("Works for $800 million were never stopped.", 1).supported


@pytest.mark.parametrize(
    ("quote", "language", "claim", "denied"),
    [
        ("The council did not approve the new bridge.", "en", "It approved the new bridge.", True),
        ("Der Rat lehnte nichts ab.", "de", "The council met.", True),
        ("Sora works in Canada, but not in Norway.", "en", "Sora works in Canada.", False),
        ("The firm grew without new loans.", "en", "The firm grew.", False),
        ("Sora läuft in Kanada, aber nicht in Norwegen.", "de", "Sora works in Canada.", False),
        ("The council approved the new bridge.", "en", "It approved the new bridge.", False),
    ],
)
def test_claim_on_what_its_quote_denies_is_dropped(
    quote: str, language: str, claim: str, *, denied: bool
) -> None:
    support = checked(claim, 1, evidence=[passage(quote, language=language, article="a.md")])
    assert (support.note == notes.DENIES) is denied


def test_day_of_the_week_must_stand_in_the_quote() -> None:
    meeting = passage("Die Sitzung ist am Mittwoch.", language="de", article="meeting.md")
    assert checked("The meeting is on Wednesday.", 1, evidence=[meeting]).supported
    support = checked("The meeting is on Tuesday.", 1, evidence=[meeting])
    assert support.note == notes.lacks({"day 2 of the week"})
