"""The thresholds are those of the real embedding, so it is the real one that is asked."""

from collections.abc import Callable, Sequence
from functools import cache

import pytest

from assistant.checking.coverage import share_named
from assistant.checking.names import unsupported_names
from assistant.checking.translated_names import translated_names
from index.embedding import EmbeddedE5
from tests.unit.assistant.passages import passage

Lacking = Callable[[str, str], set[str]]
Embed = Callable[[str], Sequence[float]]


@pytest.fixture(scope="module")
def embed() -> Embed:
    model = EmbeddedE5()

    @cache
    def remembered(text: str) -> Sequence[float]:
        return model.get_query_embedding(text)

    return remembered


@pytest.fixture(scope="module")
def lacking(embed: Embed) -> Lacking:
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
        ("So said Chancellor Merkel.", "Das sagte Bundeskanzlerin Merkel."),
        ("He studied at Duke University.", "Er studierte an der Duke-Universität."),
        ("So said Chancellor Merkel's man.", "Das sagte der Mann Bundeskanzlerin Merkels."),
        ("The Bank of Ireland paid.", "Die Bank von Irland zahlte."),
        ("So said Foreign Minister Baerbock.", "Das sagte Außenministerin Baerbock."),
        ("The North Sea froze.", "Die Nordsee fror zu."),
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
        ("So said Michael Kutcher.", "Das sagte laut Bericht Kutcher.", {"Michael"}),
        ("So said Anna Kutcher.", "Der Hollywood-Star Kutcher sagte das.", {"Anna"}),
        ("So said Michael Kutcher.", "Das sagte Ashton Kutcher.", {"Michael"}),
        ("So said Actor Michael Kutcher.", "Das sagte der Schauspieler Kutcher.", {"Michael"}),
        ("It was Kevin Musk's idea.", "Das war Musks Idee.", {"Kevin"}),
        ("So said President Obama.", "Das sagte der Präsident.", {"Obama"}),
    ],
)
def test_name_that_the_source_does_not_say_is_missed(
    lacking: Lacking, text: str, source: str, invented: set[str]
) -> None:
    assert lacking(text, source) >= invented


def test_first_name_that_a_french_rendering_invents_is_missed(embed: Embed) -> None:
    text = "Ce serait grave, selon le docteur Michael Kutcher."
    source = "Gewaltig könnten laut Kutcher die Folgen sein."
    missing = unsupported_names(text, "fr", [source])
    assert "Michael" in missing
    assert not translated_names({"Michael"}, text, "fr", source, "de", embed)


def test_nothing_passes_in_one_language() -> None:
    def embed(_text: str) -> Sequence[float]:
        return [1.0]

    assert not translated_names({"Merkel"}, "So said Merkel.", "en", "So he said.", "en", embed)


@pytest.mark.parametrize(
    ("question", "quote", "share"),
    [
        ("Who won the First World War?", "Den Ersten Weltkrieg verloren sie.", 1.0),
        ("What of the European Central Bank?", "Die Europäische Zentralbank senkte den Zins.", 1.0),
        ("When was Gegeen Khan born?", "Kaiser Gegen Khan regierte nur zwei Jahre.", 1.0),
        ("When was Mustafa Kemal born?", "Kaiser Gegen Khan regierte nur zwei Jahre.", 0.0),
        ("What did Anna Holm say?", "Der Präsident der Zentralbank sagte nichts.", 0.0),
    ],
)
def test_question_s_names_are_looked_for_in_the_words_of_a_quote_s_language(
    embed: Embed, question: str, quote: str, share: float
) -> None:
    quotes = [passage(quote, language="de", title="Ohne Namen")]
    assert share_named(question, "en", quotes, embed) == pytest.approx(share)


def test_names_in_the_question_s_own_language_have_to_stand_there(embed: Embed) -> None:
    quotes = [passage("The Great War was lost.", language="en", title="No names")]
    assert share_named("Who won the First World War?", "en", quotes, embed) == pytest.approx(1 / 3)
