import sqlite3
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import snowballstemmer

from index.article import Article, Passage
from index.fts5 import Fts5, SqliteConnection
from index.lexical import (
    passage_names,
    passage_terms,
    passage_words,
    query_names,
    search_names,
    search_terms,
    words,
)
from index.records import delete_file, insert_article
from index.sqlite_schema import clear

TEXTS = {
    ("de", "a.md"): "Der Regisseur stoppte 2024 den Ausbau seiner Filmstudios in Atlanta.",
    ("de", "b.md"): "Die Häuser am Fluss wurden für 204.000 Euro verkauft.",
    ("en", "c.md"): "The houses by the river were sold for 204,000 euros.",
    ("fr", "d.md"): "L'Élysée a annoncé hier 12,5 millions d'euros d'aides.",
    ("en", "e.md"): "Nothing of interest happened at all, and the weather was fine.",
}


@pytest.fixture
def database() -> Iterator[SqliteConnection]:
    connection = sqlite3.connect(":memory:", factory=SqliteConnection)
    clear(connection)
    for (language, name), text in TEXTS.items():
        add(connection, name, language, text)
    connection.commit()
    yield connection
    connection.close()


def add(connection: SqliteConnection, name: str, language: str, text: str) -> None:
    article = Article(id=name, title="", language=language, text=text)
    passage = Passage(
        id=name, article_id=name, title="", start=0, end=len(text), text=text, language=language
    )
    insert_article(connection, article, name, [passage])


def by_terms(connection: SqliteConnection, query: str, language: str) -> dict[str, float]:
    return search_terms(connection, query, language, len(TEXTS), 10)


def by_names(connection: SqliteConnection, query: str, language: str) -> dict[str, float]:
    return search_names(connection, query, language, len(TEXTS), 10)


def test_inflected_words_find_each_other(database: SqliteConnection) -> None:
    assert list(by_terms(database, "Wer verkaufte das Haus?", "de")) == ["b.md"]


def test_words_of_one_language_never_find_those_of_another(database: SqliteConnection) -> None:
    assert "c.md" in by_terms(database, "What happened to the house by the river?", "en")
    assert "b.md" not in by_terms(database, "Haus am Fluss", "en")
    assert "c.md" not in by_terms(database, "river houses", "de")


@pytest.mark.parametrize("number", ["204.000", "204,000", "204 000", "204000", "204'000"])
def test_a_number_is_found_however_it_is_written(database: SqliteConnection, number: str) -> None:
    assert "b.md" in by_terms(database, f"für {number} Euro", "de")
    assert "b.md" in by_names(database, f"for {number} euros", "en")


def test_decimals_are_one_number_in_both_notations() -> None:
    assert passage_terms("12,5 Millionen", "de").split()[0] == "de_12.5"
    assert passage_terms("12.5 million", "de").split()[0] == "de_12.5"


def test_dates_and_versions_are_no_grouped_numbers() -> None:
    assert passage_terms("am 12.03.2024", "de").split() == ["de_am", "de_12", "de_03", "de_2024"]


def test_names_are_found_across_languages_and_in_small_letters(
    database: SqliteConnection,
) -> None:
    assert list(by_names(database, "what was stopped in atlanta", "en")) == ["a.md"]


def test_names_are_left_to_the_terms_within_a_language(database: SqliteConnection) -> None:
    assert by_names(database, "Atlanta", "de") == {}


def test_accents_may_be_left_out(database: SqliteConnection) -> None:
    assert list(by_terms(database, "elysee", "fr")) == ["d.md"]
    assert list(by_names(database, "Elysee", "en")) == ["d.md"]


def test_function_words_alone_find_nothing(database: SqliteConnection) -> None:
    assert by_terms(database, "what was it and where is the", "en") == {}
    assert by_names(database, "was die in", "en") == {}


@pytest.mark.parametrize(
    "query",
    [
        'terms : "a" OR "b"',
        "NEAR(Haus Fluss)",
        '"',
        "a AND (b OR",
        "Haus*",
        "^Haus -Fluss",
        "names:Atlanta NOT x",
        "'; DROP TABLE lexical; --",
        "{col} : x",
        "",
        "???",
        "\x00\ud800",
    ],
)
def test_nothing_that_users_type_is_syntax(database: SqliteConnection, query: str) -> None:
    for language in ("de", "en", "und", 'x" OR "y'):
        assert all(0 <= score <= 1 for score in by_terms(database, query, language).values())
        assert all(0 <= score <= 1 for score in by_names(database, query, language).values())


def test_a_passage_that_has_every_term_scores_most(database: SqliteConnection) -> None:
    found = by_terms(database, "houses sold by the river", "en")
    assert found["c.md"] == max(found.values())
    assert 0.3 < found["c.md"] <= 1


def test_terms_that_no_passage_has_lower_the_score(database: SqliteConnection) -> None:
    whole = by_terms(database, "river", "en")["c.md"]
    assert by_terms(database, "river crocodile", "en")["c.md"] < whole


def test_search_can_be_scoped_to_articles(database: SqliteConnection) -> None:
    found = search_terms(database, "Ausbau der Häuser", "de", len(TEXTS), 10, articles=["a.md"])
    assert list(found) == ["a.md"]


def test_a_removed_article_is_found_no_more(database: SqliteConnection) -> None:
    assert delete_file(database, "b.md") == ["b.md"]
    assert by_terms(database, "Häuser am Fluss", "de") == {}
    assert database.execute("SELECT count(*) FROM lexical").fetchone() == (4,)


def test_hyphenated_words_are_found_whole_and_in_parts() -> None:
    terms = passage_terms("das KI-Modell", "de").split()
    assert terms == ["de_das", "de_ki", "de_modell", "de_kimodell"]


def test_only_capitalised_words_and_numbers_are_names() -> None:
    assert passage_names("Wie Sora 2024 die Branche verändert", "de").split() == [
        "language_de",
        "sora",
        "2024",
        "branche",
    ]
    assert query_names("how did sora change the industry in 2024", "en") == [
        "sora",
        "change",
        "industry",
        "2024",
    ]


def test_scripts_without_spaces_are_searched_by_pairs() -> None:
    assert passage_terms("東京都", "ja").split() == ["ja_東京", "ja_京都"]


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    [
        ("किताब हिन्दी में है", "sa", "sa_किताब sa_हिन्दी sa_में sa_है"),
        ("நூலகம் திறந்தது", "ml", "ml_நூலகம் ml_திறந்தது"),
        ("বই পড়া", "bn", "bn_বই bn_পড়া"),
        ("ශ්\u200dරී ලංකා", "si", "si_ශ්රී si_ලංකා"),
        ("กินข้าว", "th", "th_กิ th_ิน th_นข th_ข้ th_้า th_าว"),
        ("שָׁלוֹם עוֹלָם", "he", "he_שלום he_עולם"),
        ("كِتَابٌ جَدِيد", "ur", "ur_كتاب ur_جديد"),
        ("ガス", "ja", "ja_ガス"),
        ("한국어", "ko", "ko_한국어"),
        ("Ελλάδα Йод šaty", "sl", "sl_ελλαδα sl_иод sl_saty"),
        ("x\u0304y 1\ufe0f\u20e3 a_b", "sl", "sl_xy sl_1 sl_a sl_b"),
    ],
)  # fmt: skip
def test_signs_that_spell_a_word_are_kept_and_accents_and_points_are_not(
    text: str, language: str, terms: str
) -> None:
    assert passage_terms(text, language) == unicodedata.normalize("NFC", terms)


def test_words_of_scripts_with_vowel_signs_are_found_whole(database: SqliteConnection) -> None:
    add(database, "h1.md", "hi", "किताब हिन्दी में है")
    add(database, "h2.md", "hi", "कीमत हद से बढ़ी")
    assert list(by_terms(database, "किताब कहाँ है?", "hi")) == ["h1.md"]
    assert list(by_names(database, "किताब", "en")) == ["h1.md"]
    found = database.execute("SELECT count(*) FROM lexical WHERE lexical MATCH '\"क\"'")
    assert found.fetchone() == (0,)


def test_languages_without_a_stemmer_are_searched_as_written() -> None:
    assert passage_terms("Habari za asubuhi", "sw") == "sw_habari sw_za sw_asubuhi"


@pytest.mark.parametrize("language", ["german", "english", "french"])
def test_an_index_has_the_same_stems_where_only_python_can_make_them(language: str) -> None:
    compiled = snowballstemmer.stemmer(language)
    written_in_python = import_module(f"snowballstemmer.{language}_stemmer")
    plain = getattr(written_in_python, f"{language.capitalize()}Stemmer")()
    assert type(compiled) is not type(plain)
    articles = sorted((Path(__file__).parents[3] / "corpus" / "articles").glob("*.md"))
    found = {word.lower() for each in articles for word in words(each.read_text("utf-8"))}
    assert len(found) > 500
    assert {word: compiled.stemWord(word) for word in found} == {
        word: plain.stemWord(word) for word in found
    }


@pytest.fixture
def many_houses(database: SqliteConnection, monkeypatch: pytest.MonkeyPatch) -> SqliteConnection:
    """Six articles more on houses that were sold, where no more than three are to be scored."""
    for number in range(20):
        add(database, f"weather{number}.md", "en", "The weather was fine.")
    for number in range(6):
        add(database, f"{number}.md", "en", "The houses were sold.")
    add(database, "river.md", "en", "The river was high, and the river rose.")
    monkeypatch.setattr("index.bm25.MOST_SCORED", 3)
    return database


def scores(database: SqliteConnection, query: str) -> dict[str, float]:
    database.commit()  # only then FTS5 keeps how many words there are
    passages = database.execute("SELECT count(*) FROM passages").fetchone()[0]
    return search_terms(database, query, "en", passages, 10)


def test_common_words_are_scored_in_what_rarer_ones_have_found(
    many_houses: SqliteConnection,
) -> None:
    found = scores(many_houses, "Sold houses by the river?")
    assert list(found) == ["c.md", "river.md"]
    assert found["c.md"] > found["river.md"] > 0


def test_where_all_words_are_common_passages_that_have_them_all_are_found(
    many_houses: SqliteConnection,
) -> None:
    add(many_houses, "sold.md", "en", "It was sold.")
    found = scores(many_houses, "Sold houses?")
    assert found.keys() == {"c.md", *(f"{number}.md" for number in range(6))}


def test_where_no_passage_has_all_common_words_those_with_two_are_found(
    many_houses: SqliteConnection,
) -> None:
    assert "0.md" in scores(many_houses, "Were houses sold whatever the weather?")


def test_one_common_word_alone_finds_nothing(many_houses: SqliteConnection) -> None:
    assert scores(many_houses, "Houses?") == {}


def test_how_common_a_word_is_is_judged_by_how_soon_it_was_met(database: SqliteConnection) -> None:
    for number in range(300):
        text = "The houses lie here." if number % 3 == 0 else "Nothing lies here."
        add(database, f"{number}.md", "en", text)
    counted = Fts5().counts(database, "terms", ["en_hous", "en_noth", "en_lie", "en_x"], 20)
    assert counted["en_x"] == 0
    assert 80 < counted["en_hous"] < 120
    assert 160 < counted["en_noth"] < 240
    assert 230 < counted["en_lie"] <= 330


@pytest.mark.parametrize(
    "text",
    [
        "", "Sora 2024", "Das KI-Modell kostet 12,5 Mio. am 12.03.2024", "L’Élysée, 204\u202f000",
        "x\u0304y a\u0300b Z\u20e3", "किताब Hindi", "東京都 2024", "a_b-c\u2010d",
    ],
)  # fmt: skip
def test_terms_and_names_told_at_once_are_those_told_apart(text: str) -> None:
    for language in ("de", "hi", "und"):
        apart = passage_terms(text, language), passage_names(text, language)
        assert passage_words(text, language) == apart


def in_few_and_in_many(
    connection: SqliteConnection,
    query: str,
    names: list[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str = "de",
) -> list[dict[str, float]]:
    """What is found in some articles where each passage is looked at, and where words are."""
    connection.commit()
    passages = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    both = []
    for few in (500, 0):
        monkeypatch.setattr("index.fts5_rows._FEW", few)
        both += [
            search(connection, query, language, passages, 10, names)
            for search in (search_terms, search_names)
        ]
    return both


@pytest.mark.parametrize("query", ["Ausbau der Häuser in Atlanta", "204.000 Euro", "Wetter"])
def test_few_passages_are_scored_as_many_are(
    database: SqliteConnection, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for names in (["a.md", "b.md", "c.md", "d.md"], ["b.md"], ["c.md"], ["none.md"]):
        terms, named, many_terms, many_named = in_few_and_in_many(
            database, query, names, monkeypatch
        )
        assert terms == pytest.approx(many_terms)
        assert named == pytest.approx(many_named)
        assert set(terms) | set(named) <= set(names)


def test_few_passages_are_chosen_as_many_are_where_words_are_common(
    many_houses: SqliteConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["c.md", "river.md", *(f"{number}.md" for number in range(3))]
    found = {}
    for query in ("Houses?", "Sold houses?", "Sold houses by the river?", "Were houses fine?"):
        terms, named, many_terms, many_named = in_few_and_in_many(
            many_houses, query, names, monkeypatch, "en"
        )
        assert terms == pytest.approx(many_terms)
        assert named == pytest.approx(many_named)
        found[query] = list(terms)
    assert found["Houses?"] == []
    assert found["Sold houses by the river?"] == ["c.md", "river.md"]
    assert len(found["Sold houses?"]) == 4


def test_styled_letters_are_found_in_few_passages_too(database: SqliteConnection) -> None:
    add(database, "f.md", "de", "Man spricht viel von \U0001d5d4\U0001d5dc hier.")
    database.commit()
    assert list(search_names(database, "AI", "en", 6, 10, ["f.md"])) == ["f.md"]
