import pytest

from index.readers.dates import iso_date


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024", "2024"),
        ("2024-03", "2024-03"),
        ("2024-03-22", "2024-03-22"),
        ("2024/3/2", "2024-03-02"),
        ("20240322", "2024-03-22"),
        ("20240322T101500+0100", "2024-03-22"),
        ("2024-03-22T10:00:00Z", "2024-03-22"),
        ("2024-03-22 10:00:00+01:00", "2024-03-22"),
        ("22.03.2024", "2024-03-22"),
        ("22. 3. 2024", "2024-03-22"),
        ("22. März 2024", "2024-03-22"),
        ("22 mars 2024", "2024-03-22"),
        ("1er mai 2024", "2024-05-01"),
        ("March 22, 2024", "2024-03-22"),
        ("Fri, 22 Mar 2024 10:00:00 GMT", "2024-03-22"),
        ("März 2024", "2024-03"),
        ("March 2024", "2024-03"),
    ],
)
def test_dates_are_as_exact_as_they_were_written(written: str, expected: str) -> None:
    assert iso_date(written) == expected


def test_a_day_that_could_be_a_month_is_not_guessed_in_english() -> None:
    assert iso_date("03/04/2024", "en") == "2024"
    assert iso_date("03/04/2024", "fr") == "2024-04-03"
    assert iso_date("03/22/2024", "en") == "2024-03-22"
    assert iso_date("22/03/2024", "en") == "2024-03-22"


@pytest.mark.parametrize(
    "written",
    ["", "20241301", "12345678", "99991231", "yesterday", "gestern", "soon", "2024-13-01",
     "2024-02-30", "31.02.2024", "0000", "12", "10:30", "March 22",
     "call 555 2024 now please, and ask for the date of the whole thing"],
)  # fmt: skip
def test_what_is_no_date_gives_none(written: str) -> None:
    assert iso_date(written) is None
