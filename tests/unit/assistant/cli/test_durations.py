import pytest

from assistant.cli.durations import spoken


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (119.4, "119 s"),
        (120, "2 min"),
        (3600, "60 min"),
        (7500, "2 h 05 min"),
        (3 * 86400 + 4 * 3600, "3 d 4 h"),
    ],
)
def test_lengths_of_time_are_told_as_people_say_them(seconds: float, expected: str) -> None:
    assert spoken(seconds) == expected
