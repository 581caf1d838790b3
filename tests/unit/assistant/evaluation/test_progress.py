from io import StringIO

import pytest
from rich.console import Console

from assistant.evaluation.progress import duration, shown_progress
from assistant.evaluation.runner import Progress


def test_without_a_terminal_a_few_plain_lines_tell_how_far_it_is() -> None:
    console = Console(file=StringIO(), width=100)
    with shown_progress(console) as show:
        for done in range(201):
            show(Progress(done, 200, 50, (200 - done) * 3.0))

    assert isinstance(console.file, StringIO)
    lines = console.file.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[0] == "0 of 200 questions, 50 known from before, about 10 min left"
    assert lines[-1] == "200 of 200 questions, 50 known from before"


def test_a_terminal_gets_a_bar_that_vanishes() -> None:
    console = Console(file=StringIO(), width=100, force_terminal=True)
    with shown_progress(console) as show:
        show(Progress(1, 2, 0, 30.0))

    assert isinstance(console.file, StringIO)
    assert "about 30 s left" in console.file.getvalue()


@pytest.mark.parametrize(("seconds", "said"), [(5, "5 s"), (200, "3 min"), (9000, "2 h 30 min")])
def test_lengths_of_time_are_said_as_people_do(seconds: float, said: str) -> None:
    assert duration(seconds) == said
