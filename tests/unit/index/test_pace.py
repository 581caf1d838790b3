import pytest

from index.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_steady_pace_tells_the_time_left() -> None:
    clock = Clock()
    pace = Pace(1000, clock)
    for second in range(1, 11):
        clock.now = 100.0 + second
        told = pace.told(work=50 * second, count=2 * second)
    seconds, rate, left = told
    assert seconds == 10.0
    assert rate == pytest.approx(2.0)
    assert left == pytest.approx(10.0)


def test_at_first_nothing_is_foretold() -> None:
    clock = Clock()
    pace = Pace(1000, clock)
    clock.now += 0.1
    seconds, rate, left = pace.told(10, 1)
    assert seconds == pytest.approx(0.1)
    assert rate is None
    assert left is None


def test_what_was_quick_long_ago_makes_nothing_shorter() -> None:
    clock = Clock()
    pace = Pace(2000, clock)
    clock.now += 1
    pace.told(1000, 1000)  # known from a cache
    for _ in range(60):
        clock.now += 1
        seconds, rate, left = pace.told(1000 + (clock.now - 101), clock.now)
    assert seconds == 61
    assert rate == pytest.approx(1.0, rel=0.05)
    assert left == pytest.approx(940, rel=0.05)


def test_standing_still_has_no_end() -> None:
    clock = Clock()
    pace = Pace(10, clock)
    clock.now += 40
    assert pace.told(0, 0) == (40.0, 0.0, None)


def test_between_bursts_the_time_left_is_told_by_the_last_one() -> None:
    clock = Clock()
    pace = Pace(1000, clock)
    clock.now += 1
    pace.told(100, 100)
    for _ in range(99):
        clock.now += 1
        seconds, rate, left = pace.told(100, 100)
    assert seconds == 100.0
    assert rate == pytest.approx(1.0)
    assert left == pytest.approx(900)
