import pytest

from index.readers.titles import title_of

BODY = (
    "OpenAI hat mit Sora, einem neuartigen Modell, das aus Beschreibungen Videos macht, die "
    "Aufmerksamkeit der Filmindustrie auf sich gezogen. Viele staunen."
)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Einleitung.\n\n## Ein Abschnitt\n\n{BODY}", "Ein Abschnitt"),
        (f"Sora kommt nach Hollywood\n{BODY}", "Sora kommt nach Hollywood"),
        (f"Sora kommt nach Hollywood.\n{BODY}", "Sora kommt nach Hollywood."),
        (f"KI in der Praxis\n\nAshton Kutcher darf Sora schon ausprobieren\n\n{BODY}",
         "Ashton Kutcher darf Sora schon ausprobieren"),
        (f"Sora\n\nSora ist ein Videomodell von OpenAI.\n\n{BODY}", "Sora"),
        (f"Zuletzt aktualisiert am 25. März 2024\n\nSora kommt nach Hollywood\n\n{BODY}",
         "Sora kommt nach Hollywood"),
        (f"https://example.org/a\nSora kommt nach Hollywood\n{BODY}", "Sora kommt nach Hollywood"),
        (f"Protokoll vom 22. März 2024\n\n{BODY}", "Protokoll vom 22. März 2024"),
        ("2024-03-22", "2024-03-22"),
        ("- Milch\n- Brot", "- Milch"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_title_is_what_a_reader_would_call_the_article(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_heading_is_a_title_of_bounded_length() -> None:
    heading = "Ein Bericht über alle Brücken am Fluss und ihre Namen " * 5
    assert title_of(f"# {heading}\n\n{BODY}") == heading.strip()
    title = title_of(f"# {heading * 100}\n\n{BODY}")
    assert title.startswith("Ein Bericht über alle Brücken")
    assert title.endswith(" …")
    assert len(title) <= 301
    assert len(title_of(f"# {'x' * 10_000}")) <= 301


def test_running_text_is_shortened_to_a_title() -> None:
    title = title_of(BODY)
    assert BODY.startswith(title.removesuffix(" …"))
    assert title.endswith("…")
    assert 50 < len(title) <= 101
