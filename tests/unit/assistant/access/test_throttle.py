"""How often somebody may do something."""

import time
from types import SimpleNamespace

import pytest

from assistant.access import throttle
from assistant.access.throttle import Throttle


def test_each_has_so_many_a_minute() -> None:
    limit = Throttle(2)
    assert [limit.take("one"), limit.take("one"), limit.take("other")] == [0, 0, 0]
    assert 1 <= limit.take("one") <= 60
    assert limit.wait("other") == 0


def test_those_who_took_nothing_for_a_minute_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "_FORGETS_EVERY", 50)
    limit = Throttle(5)
    for number in range(49):
        limit.take(f"name {number}")
    assert limit.remembered == 49
    later = SimpleNamespace(time=lambda: time.time() + 61)
    monkeypatch.setattr(throttle, "time", later)
    limit.take("name 50")
    assert limit.remembered == 1


def test_names_of_any_length_and_form_are_counted() -> None:
    limit = Throttle(1)
    for name in ("x" * 1_000_000, "\udcff", ""):
        assert limit.take(name) == 0
        assert limit.take(name) > 0


def test_clock_that_is_put_back_makes_nobody_wait_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    limit, now = Throttle(1), time.time()
    assert limit.take("one") == 0
    assert limit.take("one") > 0
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    assert limit.wait("one") == 0
    assert [limit.take("one"), limit.take("other")] == [0, 0]
    assert 1 <= limit.take("one") <= 60
