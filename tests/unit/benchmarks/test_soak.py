"""What the load is judged by; nothing is put under load here."""

import math
from typing import Any

import pytest

from benchmarks.soak import Outage, load_figures, missed

GOOD = {
    "load_requests": 900.0,
    "load_errors": 0.0,
    "outage_wrong": 0.0,
    "load_p95_page": 0.3,
    "load_p95_article": 0.01,
    "load_p95_answer_in_the_page": 9.0,
    "load_p95_page_is_told": 9.0,
    "load_p95_ask": 9.0,
    "load_p95_v1_chat_completions": 9.0,
    "soak_growth_memory": 1.1,
    "soak_growth_threads": 1.0,
    "soak_growth_files": 0.9,
    "soak_lost": 0.0,
}


def noted(name: str, at: float = 100.0, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"at": at, "name": name, "status": 200, "seconds": 0.1, "said": ""} | given


def test_run_in_which_all_is_as_it_must_be_passes() -> None:
    assert missed(GOOD) == {}
    assert missed({"load_requests": 1.0, "load_errors": 0.0}) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("load_requests", 0.0),
        ("load_errors", 1.0),
        ("outage_wrong", 1.0),
        ("soak_lost", 1.0),
        ("load_p95_page", 0.31),
        ("load_p95_search", 0.31),
        ("load_p95_log_in", 2.0),
        ("load_p95_page_asks", 0.31),
        ("load_p95_article", math.nan),
        ("soak_growth_memory", 1.21),
        ("soak_growth_threads", 1.5),
        ("soak_growth_files", 1.5),
    ],
)
def test_figure_that_is_not_what_it_must_be_is_missed(name: str, value: float) -> None:
    assert list(missed(GOOD | {name: value})) == [name]


def test_names_of_requests_become_the_figures_that_are_judged() -> None:
    slow = [noted(name, seconds=5.0) for name in ("answer in the page", "page is told", "/ask",
            "/v1/chat/completions", "/search", "log in")]  # fmt: skip
    assert set(missed(load_figures(slow, (), 0.0))) == {"load_p95_search", "load_p95_log_in"}


def test_answer_that_fails_in_the_page_is_an_error_where_every_server_was_there() -> None:
    away = [Outage("chroma", 200.0, 210.0)]
    failed = {"said": "event: error"}
    before = noted("answer in the page", 100.0, **failed)
    during = noted("answer in the page", 205.0, **failed)
    assert load_figures([before, during], away, 0.0)["load_errors"] == 1
    assert load_figures([during], away, 0.0)["load_errors"] == 0
    assert load_figures([during], away, 0.0)["outage_wrong"] == 0


def test_refusal_without_a_word_is_an_error_too() -> None:
    assert load_figures([noted("page", status=500)], (), 0.0)["load_errors"] == 1
