"""Our translations, as far as they can be looked at without the sentences that they translate."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from training.pairs import OUR_TRANSLATIONS, in_three_languages

ARTICLES = OUR_TRANSLATIONS / "articles.jsonl"
FILES = sorted(path for path in OUR_TRANSLATIONS.glob("*.jsonl") if path != ARTICLES)


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_translations_name_what_they_translate(path: Path) -> None:
    own = path.stem == "news"
    for row in rows(path):
        assert {row["lang"], row["into"]} <= {"de", "en", "fr"}
        assert row["lang"] != row["into"]
        assert str(row["text"]).strip() == row["text"]
        assert set(row) == {"lang", "into", "text", *(("source",) if own else ("doc_id", "span"))}


def test_nothing_is_translated_twice_into_one_language() -> None:
    places = Counter(
        (str(row.get("source") or (row["doc_id"], row["span"])), row["into"])
        for path in FILES
        for row in rows(path)
    )
    assert max(places.values()) == 1


def test_all_directions_have_examples() -> None:
    directions = Counter((row["lang"], row["into"]) for path in FILES for row in rows(path))
    assert len(directions) == 6
    assert min(directions.values()) >= 100


def test_sentences_in_three_languages_keep_their_figures() -> None:
    lines = rows(ARTICLES)
    assert len({line["de"] for line in lines}) == len(lines) >= 1000
    for line in lines:
        assert set(line) == {"de", "en", "fr"}
        texts = [str(line[name]) for name in ("de", "en", "fr")]
        assert all(text.strip() == text != "" for text in texts)
        years = [set(re.findall(r"\b(?:19|20)\d\d\b", text)) for text in texts]
        assert years[0] <= years[1] & years[2], line


def test_german_sentence_goes_into_both_languages_and_one_other_way() -> None:
    pairs = list(in_three_languages())
    assert len(pairs) == 3 * len(rows(ARTICLES))
    for place in range(0, len(pairs), 3):
        english, french, other = pairs[place : place + 3]
        assert (english.into, french.into) == ("en", "fr")
        assert english.source == french.source == english.document == other.document
        assert other.source != other.text
