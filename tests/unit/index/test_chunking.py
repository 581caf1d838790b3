from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from index.article import Article, Passage
from index.chunking import ChunkingSettings, chunk_article
from index.structure import Kind, blocks
from index.tokens import count_tokens

SMALL = ChunkingSettings(max_tokens=40, min_tokens=10)
SENTENCE = "Sony Pictures dreht seine Filme mit Hilfe von künstlicher Intelligenz."


def _article(text: str, title: str = "Titel", language: str = "de") -> Article:
    return Article(id="a.md", title=title, language=language, text=text)


def _texts(text: str, chunking: ChunkingSettings = SMALL) -> list[str]:
    return [passage.text for passage in chunk_article(_article(text), chunking)]


def test_a_short_article_is_one_passage() -> None:
    text = f"# Titel\n\n{SENTENCE}\n\nNoch ein Absatz."
    (passage,) = chunk_article(_article(text))
    assert (passage.text, passage.start, passage.end) == (text, 0, len(text))
    assert (passage.article_id, passage.title, passage.language) == ("a.md", "Titel", "de")


def test_passages_follow_headings_and_name_those_above() -> None:
    text = f"# Titel\n\n{SENTENCE}\n\n## Teil\n\n### Kapitel\n\n{SENTENCE}\n\n## Ende\n\n{SENTENCE}"
    passages = chunk_article(_article(text), SMALL)
    assert [passage.heading for passage in passages] == ["", "Teil › Kapitel", "Ende"]
    assert passages[1].text == f"## Teil\n\n### Kapitel\n\n{SENTENCE}"


def test_paragraphs_are_kept_whole_where_they_fit() -> None:
    paragraph = f"{SENTENCE} {SENTENCE}"
    assert _texts(f"{paragraph}\n\n{paragraph}\n\n{paragraph}") == [paragraph] * 3


def test_long_paragraphs_are_cut_between_sentences_into_even_parts() -> None:
    parts = _texts(" ".join([SENTENCE] * 6))
    assert all(part.startswith("Sony") and part.endswith("Intelligenz.") for part in parts)
    sizes = [count_tokens(part) for part in parts]
    assert max(sizes) <= 40
    assert max(sizes) < 2 * min(sizes)


def test_small_sections_go_together_with_the_next() -> None:
    text = "## A\n\nKurz.\n\n## B\n\nAuch.\n\n## C\n\n" + SENTENCE
    passages = chunk_article(_article(text), SMALL)
    assert [passage.heading for passage in passages] == ["A", "C"]
    assert passages[0].text == "## A\n\nKurz.\n\n## B\n\nAuch."


def test_a_heading_at_the_end_goes_with_what_is_before_it() -> None:
    assert _texts(f"{SENTENCE}\n\n## Ende") == [f"{SENTENCE}\n\n## Ende"]


def test_an_article_of_headings_only_is_still_found() -> None:
    assert _texts("# Eins\n\n## Zwei") == ["# Eins\n\n## Zwei"]


def test_no_passage_is_a_heading_alone_even_where_its_text_is_too_long() -> None:
    text = "## Überschrift\n\n" + "wort " * 200
    parts = _texts(text)
    assert parts[0].startswith("## Überschrift\n\nwort wort")
    assert all(count_tokens(part) <= 40 for part in parts)


def test_a_heading_without_end_is_text_and_stands_above_no_other_passage() -> None:
    for heading in ("Wort " * 5_000, f"a{' ' * 20_000}b"):
        text = f"# {heading.strip()}\n\n" + "\n\n".join([SENTENCE] * 20)
        passages = chunk_article(_article(text))
        assert all(passage.heading == "" for passage in passages)
        assert "".join("".join(each.text for each in passages).split()) == "".join(text.split())


def test_endless_space_between_sentences_is_no_hindrance() -> None:
    texts = _texts(f"{SENTENCE}{' ' * 1_200_000}{SENTENCE}")
    assert texts == [SENTENCE, SENTENCE]


def test_long_words_are_cut_between_whole_characters() -> None:
    family = "👨‍👩‍👧‍👦"
    parts = _texts(family * 30)
    assert "".join(parts) == family * 30
    assert all(part.startswith("👨") for part in parts)
    assert all(not part.startswith("\u0301") for part in _texts("e\u0301" * 400))


def test_a_passage_tells_its_own_language() -> None:
    english = "The studios remain wary about giving up control of what they own and make."
    passages = chunk_article(_article(f"{SENTENCE} {SENTENCE}\n\n{english} {english}"), SMALL)
    assert [passage.language for passage in passages] == ["de", "en"]
    (figures,) = chunk_article(_article("2019: 4.500 | 2020: 12,5"), SMALL)
    assert figures.language == "de"


def test_sentences_can_be_repeated_from_the_passage_before() -> None:
    text = " ".join(f"Satz {number} steht genau hier." for number in range(12))
    apart = chunk_article(_article(text), SMALL)
    lapped = chunk_article(_article(text), SMALL.model_copy(update={"overlap_sentences": 1}))
    assert len(lapped) == len(apart)
    assert any(late.start < early.end for early, late in pairwise(lapped))
    assert all(count_tokens(passage.text) <= 40 for passage in lapped)


def test_identical_text_at_two_places_gives_two_ids() -> None:
    passages = chunk_article(_article("\n\n".join([f"## T\n\n{SENTENCE}"] * 5)), SMALL)
    assert len({passage.id for passage in passages}) == len(passages) == 5


def test_ids_tell_articles_and_texts_apart_and_stay_the_same() -> None:
    article = _article(SENTENCE)
    (passage,) = chunk_article(article)
    assert chunk_article(article) == [passage]
    others = [
        article.model_copy(update={"id": "b.md"}),
        article.model_copy(update={"text": SENTENCE.replace("Filme", "Serie")}),
    ]
    ids = {chunk_article(other)[0].id for other in others} | {passage.id}
    assert len(ids) == 3
    assert passage.id == "0b47d05ce43385a1d6c7d9e7"


def test_settings_that_cut_alike_have_one_fingerprint() -> None:
    assert ChunkingSettings().fingerprint == ChunkingSettings().fingerprint
    prints = {
        ChunkingSettings().fingerprint,
        ChunkingSettings(max_tokens=100).fingerprint,
        ChunkingSettings(min_tokens=20).fingerprint,
        ChunkingSettings(overlap_sentences=1).fingerprint,
    }
    assert len(prints) == 4


@pytest.mark.parametrize(
    "values",
    [
        {"max_tokens": 3},
        {"max_tokens": 20, "min_tokens": 30},
        {"overlap_sentences": -1},
        {"size": 9},
    ],
)
def test_senseless_settings_are_refused(values: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        ChunkingSettings(**values)


# --- what holds for any text ----------------------------------------------------------------------

WORDS = st.sampled_from(
    ["Sony", "the", "z. B.", "2024", "3.5", "ouvert", "« oui »", "映画。", "é\u0301", "👨‍👩‍👧",
     "x" * 300, "<|endoftext|>", "\u00a0", "(a", "“b.”", "—", "Dr.", "D'accord"]
)  # fmt: skip
ENDS = st.sampled_from([".", "!", "?", "…", ":", "", "。", ".\n", "\n", "\n\n"])
OPENINGS = st.sampled_from(
    ["", "", "", "# ", "### ", "- ", "1. ", "| ", "    ", "\t", "##", "  - "]
)
LINES = st.builds(
    lambda opening, words, end: opening + " ".join(words) + end,
    OPENINGS, st.lists(WORDS, max_size=25), ENDS,
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(LINES, max_size=25).map("\n".join),
    st.lists(LINES, max_size=25).map(" ".join),
    st.text(max_size=400),
)
SETTINGS = st.builds(
    ChunkingSettings,
    max_tokens=st.integers(16, 120),
    min_tokens=st.integers(0, 16),
    overlap_sentences=st.integers(0, 2),
)


def _is_heading_alone(article: Article, passage: Passage) -> bool:
    return all(
        block.kind is Kind.HEADING
        for block in blocks(article.text)
        if block.start < passage.end and passage.start < block.end
    )


def _headings_are_short(text: str, tokens: int) -> bool:
    """Whether there is text, and no more headings follow each other than so many tokens."""
    runs = [
        (heading, sum(count_tokens(text[block.start : block.end]) + 1 for block in run))
        for heading, run in groupby(blocks(text), key=lambda block: block.kind is Kind.HEADING)
    ]
    return any(not heading for heading, _ in runs) and all(
        size <= tokens for heading, size in runs if heading
    )


@settings(max_examples=150, deadline=None, database=None)
@given(text=TEXTS, chunking=SETTINGS)
def test_any_text_is_cut_exactly_completely_and_within_its_sizes(
    text: str, chunking: ChunkingSettings
) -> None:
    article = _article(text)
    passages = chunk_article(article, chunking)
    reached = 0
    for passage in passages:
        assert article.text[passage.start : passage.end] == passage.text
        assert passage.text.strip() == passage.text != ""
        assert not text[reached : passage.start].strip()
        assert count_tokens(passage.text) <= chunking.max_tokens
        assert passage.end > reached
        reached = passage.end
    assert not text[reached:].strip()
    assert len({passage.id for passage in passages}) == len(passages)
    assert chunk_article(article, chunking) == passages
    if _headings_are_short(text, chunking.max_tokens // 2):
        assert not any(_is_heading_alone(article, passage) for passage in passages)
