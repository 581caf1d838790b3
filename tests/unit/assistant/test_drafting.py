import re

import pytest

from assistant.drafting import (
    answer_messages,
    language_name,
    parse_draft,
)
from assistant.render_drafts import mended
from index.article import Passage

TEXTS = ("Perry stopped.", "Il coûte\n800 millions.", "- Er fürchtet um Berufe.", "It was 2024.")
EVIDENCE = tuple(
    Passage(
        id=str(n),
        article_id="a.md",
        title="A",
        start=n,
        end=n + len(text),
        text=text,
        language="en",
    )
    for n, text in enumerate(TEXTS)
)


def parsed(text: str, language: str = "en") -> list[tuple[str, tuple[int, ...]]]:
    return [(claim.text, claim.numbers) for claim in parse_draft(text, language, EVIDENCE)]


@pytest.mark.parametrize(
    ("draft", "claims"),
    [
        ("[1] Jobs.", [("Jobs.", (1,))]),
        ("[2, 3] Jobs.", [("Jobs.", (2, 3))]),
        ("[2][3] Jobs.", [("Jobs.", (2, 3))]),
        ("1] Jobs.", [("Jobs.", (1,))]),
        ("【1】Jobs.", [("Jobs.", (1,))]),
        ("Jobs [1].", [("Jobs.", (1,))]),
        ("Jobs. [1]", [("Jobs.", (1,))]),
        ("Jobs.[1] Money.[2]", [("Jobs.", (1,)), ("Money.", (2,))]),
        ("[1] Jobs. [2] Money.", [("Jobs.", (1,)), ("Money.", (2,))]),
        ("[1, 2] Jobs. Money.", [("Jobs.", (1, 2)), ("Money.", (1, 2))]),
        ("Jobs. Money [2].", [("Jobs.", (2,)), ("Money.", (2,))]),
        ("He feared [1], and stopped [2].", [("He feared, and stopped.", (1, 2))]),
        ("Jobs.", [("Jobs.", ())]),
        ("[9] Jobs.", [("Jobs.", ())]),
        ("Jobs [9, 1].", [("Jobs.", (1,))]),
        ("- Jobs [1]\n- Money [2]", [("Jobs", (1,)), ("Money", (2,))]),
        ("Jobs [1", [("Jobs", ())]),
        ("He was 54 (24 then) [1].", [("He was 54 (24 then).", (1,))]),
    ],
)  # fmt: skip
def test_every_sentence_gets_the_numbers_meant_for_it(
    draft: str, claims: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert parsed(draft) == claims


@pytest.mark.parametrize("draft", ["", " ", "[1]", "[1] .", "...", "[1] [2] -", "—", "(1)"])
def test_draft_without_words_has_no_claims(draft: str) -> None:
    assert parsed(draft) == []


def test_abbreviation_ends_no_claim() -> None:
    assert parsed("[1] Rund 800 Mio. Dollar laut Dr. Perry.", "de") == [
        ("Rund 800 Mio. Dollar laut Dr. Perry.", (1,))
    ]


def test_claim_never_holds_a_marker() -> None:
    for claim in parse_draft("[1] A town [12] and [3] a (2) river 【4】 [", "en", EVIDENCE):
        assert not re.search(r"\[\d|【|\(2\)", claim.text)


def test_model_reads_each_quote_on_one_numbered_line() -> None:
    messages = answer_messages("Warum?", "de", EVIDENCE)
    assert (
        "[1] Perry stopped.\n[2] Il coûte 800 millions.\n[3] Er fürchtet um Berufe.\n"
        "[4] It was 2024.\n"
    ) in messages[-1]["content"]
    assert messages[-1]["content"].endswith("Warum?")
    assert "auf Deutsch" in messages[0]["content"]


def test_question_in_a_rarer_language_is_answered_in_it() -> None:
    assert "Polish" in answer_messages("Dlaczego?", "pl", EVIDENCE)[0]["content"]


@pytest.mark.parametrize("language", ["und", "", "xx-invalid", "zz"])
def test_unknown_language_still_names_something(language: str) -> None:
    assert language_name(language)


@pytest.mark.parametrize(
    ("text", "language", "quote", "expected"),
    [
        ("Die IA nutzt IA-Inhalte.", "de", "L’IA emploie l’IA.", "Die KI nutzt KI-Inhalte."),
        ("OpenAI's KI tool", "en", "Das KI-Werkzeug von OpenAI", "OpenAI's AI tool"),
        ("un outil d’AI", "fr", "ein KI-Werkzeug", "un outil d’IA"),
        ("She moved to Ames, IA.", "en", "Sie zog nach Ames.", "She moved to Ames, IA."),
        ("KI-verktyg", "sv", "ein KI-Werkzeug", "KI-verktyg"),
    ],
)
def test_ai_is_written_as_its_language_does(
    text: str, language: str, quote: str, expected: str
) -> None:
    assert mended(text, language, quote, frozenset()) == expected
