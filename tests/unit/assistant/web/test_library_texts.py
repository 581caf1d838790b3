from assistant.article_listing import ORDERS
from assistant.web.library_texts import LIBRARY_TEXTS


def test_every_order_of_articles_has_a_name() -> None:
    assert LIBRARY_TEXTS["en"].orders.keys() == set(ORDERS)


def test_names_are_listed_as_the_language_does() -> None:
    assert LIBRARY_TEXTS["en"].names(["a", "b"]) == "a and b"
    assert LIBRARY_TEXTS["de"].names(["a", "b", "c"]) == "a, b und c"
