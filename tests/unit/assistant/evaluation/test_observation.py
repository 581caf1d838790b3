from assistant.evaluation.observation import places_of
from index.article import Article


def article(text: str) -> Article:
    return Article(id="a", title="", language="en", text=text)


def test_every_place_counts_where_none_is_named() -> None:
    assert places_of("308", article("308 of 308"), None) == ((0, 3), (7, 10))


def test_only_the_nearest_place_counts_where_one_is_named() -> None:
    assert places_of("308", article("308 of 308"), 6) == ((7, 10),)


def test_white_space_that_the_reader_tidied_is_found_all_the_same() -> None:
    assert places_of("a  b\nc", article("x a b c"), None) == ((2, 7),)


def test_what_stands_nowhere_has_no_place() -> None:
    assert places_of("z", article("abc"), 2) == ()
