import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from assistant.answer import Answer, Status, TokenUsage
from assistant.assistant import Assistant
from assistant.events import AnswerReady, Event, StageStarted, TextDelta, TextReplaced
from benchmarks import answering, results
from benchmarks.answering import Asked, Ours, TimedE5, budget, busy, shares
from tests.unit.assistant.evaluation.rows import WHERE


def answer(status: Status = Status.ANSWERED, **timings: float) -> Answer:
    return Answer(
        question="?",
        standalone_question="?",
        text="Yes.",
        status=status,
        language="en",
        timings=timings,
        usage={
            "read": TokenUsage(read=40, cached=100, written=1),
            "write": TokenUsage(read=20, cached=300, written=30),
        },
    )


class Scripted:
    """An assistant whose events are written down."""

    def __init__(self, *events: Event) -> None:
        self._events = events

    def stream(self, *_: object, **__: object) -> Iterator[Event]:
        yield from self._events


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second goes by between two looks at the clock, and so before each event."""
    seconds = itertools.count(0.0)
    monkeypatch.setattr(answering, "time", SimpleNamespace(perf_counter=seconds.__next__))


def asked(*events: Event) -> Asked:
    return Ours(cast(Assistant, Scripted(*events)), TimedE5()).ask(WHERE)


def test_first_word_is_the_first_that_is_not_taken_back() -> None:
    word, gone = TextDelta(text="He"), TextReplaced(text="")
    ready = AnswerReady(answer=answer())
    at_once = asked(StageStarted(stage="read"), word, TextReplaced(text="She"), ready)
    assert (at_once.first_word, at_once.total) == (2.0, 4.0)
    again = asked(word, gone, word, word, ready)
    assert (again.first_word, again.total) == (3.0, 5.0)
    never = asked(word, gone, ready)
    assert (never.first_word, never.total) == (3.0, 3.0)


def test_first_word_of_a_refusal_comes_at_its_end() -> None:
    refused = asked(TextDelta(text="He"), AnswerReady(answer=answer(Status.NOT_FOUND)))
    assert (refused.first_word, refused.total) == (2.0, 2.0)


def test_shares_are_those_of_answers_alone() -> None:
    answers = [
        answer(first_word=1.0, first_sentence=3.0, total=4.0),
        answer(first_word=2.0, first_sentence=2.0, total=4.0),
        answer(Status.NOT_FOUND, first_word=4.0, total=4.0),
    ]
    assert shares(answers) == {"first_word_share": 0.375, "first_sentence_share": 0.625}
    assert shares(answers[2:]) == {}


def test_budget_has_each_stage_of_those_that_have_it_and_all_tokens() -> None:
    found = budget([answer(read=2.0), answer(read=4.0, condense=1.0)])
    assert found == {
        "seconds_read": 3.0,
        "seconds_condense": 1.0,
        "tokens_read": 60.0,
        "tokens_cached": 400.0,
        "tokens_written": 31.0,
    }


def test_neighbour_ends_with_the_process_that_it_is_beside() -> None:
    busy(os.getppid() + 1)  # which did not start this one


def test_figures_of_other_benchmarks_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "results" / "latest.json"
    monkeypatch.setattr(results, "LATEST", place)
    results.keep({"accuracy": 0.5, "help_seconds": 0.2})
    results.keep({"accuracy": 0.66666})
    assert json.loads(place.read_text()) == {"accuracy": 0.6667, "help_seconds": 0.2}
