import pytest

from assistant.web.texts import TEXTS


@pytest.mark.parametrize(
    ("code", "iso", "said"),
    [
        ("en", "2024-03-25", "25 March 2024"),
        ("de", "2024-03-25", "25. März 2024"),
        ("fr", "2024-03", "mars 2024"),
        ("en", "2024", "2024"),
        ("en", "2024-03-25T10:00:00", "25 March 2024"),
        ("en", "spring 2024", "spring 2024"),
        ("en", "2024-99", "2024-99"),
        ("en", "2024-xx-01", "2024-xx-01"),
    ],
)
def test_date_is_said_as_exactly_as_it_is_known(code: str, iso: str, said: str) -> None:
    assert TEXTS[code].date(iso) == said


def test_language_without_a_name_is_told_by_its_code() -> None:
    assert TEXTS["fr"].language("de") == "allemand"
    assert TEXTS["en"].language("tlh-x") == "TLH-X"
    assert TEXTS["de"].language("und") == "Sprache unbekannt"
