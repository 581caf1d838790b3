"""The thresholds are those of the real embedding, so it is the real one that is asked."""

from collections.abc import Callable, Sequence
from functools import cache

import pytest

from assistant.checking.names import unsupported_names
from assistant.checking.translated_names import translated_names
from index.embedding import EmbeddedE5

Lacking = Callable[[str, str], set[str]]


@pytest.fixture(scope="module")
def lacking() -> Lacking:
    model = EmbeddedE5()

    @cache
    def embed(text: str) -> Sequence[float]:
        return model.get_query_embedding(text)

    def names(text: str, source: str) -> set[str]:
        missing = unsupported_names(text, "en", [source])
        return set(missing - translated_names(missing, text, "en", source, "de", embed))

    return names


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("He led the Polish Football Association.", "Er leitete den Polnischen Fußballverband."),
        ("He fought in the First World War.", "Er kämpfte im Ersten Weltkrieg."),
        ("They won the AFC Championship Game.", "Sie gewannen das AFC-Meisterschaftsspiel."),
        ("It lies in Southern California.", "Es liegt in Südkalifornien."),
        ("A Muslim regime ruled.", "Ein islamistisches Regime herrschte."),
        (
            "The European Central Bank cut rates, Anna Holm said.",
            "Die Europäische Zentralbank senkte den Zins, sagte Anna Holm.",
        ),
    ],
)
def test_name_made_of_words_is_found_in_translation(
    lacking: Lacking, text: str, source: str
) -> None:
    assert lacking(text, source) == set()


@pytest.mark.parametrize(
    ("text", "source", "invented"),
    [
        ("So said Tim Cook.", "Das sagte Brad Lightcap.", {"Tim", "Cook"}),
        ("So said Chancellor Merkel.", "Das sagte Kanzler Scholz.", {"Chancellor", "Merkel"}),
        ("So said Minister Meyer.", "Das sagte Minister Müller.", {"Meyer"}),
        ("They won the Super Bowl.", "Sie gewannen den Super Cup.", {"Bowl"}),
        ("He fought in the Second World War.", "Er kämpfte im Ersten Weltkrieg.", {"Second"}),
        ("The firm Google Pictures pays.", "Die Firma Sony Pictures zahlt.", {"Google"}),
        ("It lies in Northern California.", "Es liegt in Südkalifornien.", {"Northern"}),
    ],
)
def test_name_that_the_source_does_not_say_is_missed(
    lacking: Lacking, text: str, source: str, invented: set[str]
) -> None:
    assert lacking(text, source) >= invented


def test_nothing_passes_in_one_language() -> None:
    def embed(_text: str) -> Sequence[float]:
        return [1.0]

    assert not translated_names({"Merkel"}, "So said Merkel.", "en", "So he said.", "en", embed)
