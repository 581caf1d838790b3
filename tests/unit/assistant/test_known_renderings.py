from assistant.known_renderings import KnownRenderings, Original, Rendering


def original(quote: str, *names: str) -> Original:
    return Original(quote, "de", "en", frozenset(names), 100)


def test_what_was_made_of_a_quote_is_known_again() -> None:
    known = KnownRenderings()
    made = (Rendering("Snow fell.", -1.0),)
    known.keep(original("Schnee fiel."), made)
    assert known.of(original("Schnee fiel.")) == made
    assert known.of(original("Schnee fiel.", "Schnee")) is None
    assert known.of(original("Schnee fiel.")._replace(into="fr")) is None


def test_what_was_not_asked_for_the_longest_is_forgotten() -> None:
    known = KnownRenderings(most=2)
    for quote in ("one", "two"):
        known.keep(original(quote), (Rendering(quote, -1.0),))
    assert known.of(original("one")) is not None
    known.keep(original("three"), (Rendering("three", -1.0),))
    assert known.of(original("two")) is None
    assert known.of(original("one")) is not None
