import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "answer_language",
        "matching",
        "observation",
        "progress",
        "span_scores",
        "stock_text",
        "thresholds",
        "wording",
    ],
)
def test_examples_in_docstrings_hold(name: str) -> None:
    result = doctest.testmod(import_module(f"assistant.evaluation.{name}"))

    assert result.attempted > 0
    assert result.failed == 0
