"""Whole evaluations of answers: real index, and an assistant that says what the test says."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Literal

import pytest
from rich.console import Console

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.conversation import Turn
from assistant.evaluation.cli_entry import DONE, INTERRUPTED, EvalOptions, run
from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.gold import GoldRow
from assistant.evaluation.report import Report, read_json
from assistant.settings import Settings
from index.article_index import ArticleIndex
from tests.unit.assistant.evaluation.rows import BOTH, NOWHERE, WHEN, WHERE
from tests.unit.assistant.evaluation.scripted import STUDIO, UNION, answered, cite, refused

Script = Callable[[str, Collection[str]], Answer]

ANSWERS = {
    WHERE.question: answered(
        WHERE.question, "It stands in Atlanta.", cite(STUDIO, "Das Studio steht in Atlanta.")
    ),
    BOTH.question: refused(BOTH.question),
    WHEN.question: answered(
        WHEN.question,
        "Das war im September vorbei.",
        cite(UNION, "It ended in September."),
        language="de",
    ),
    NOWHERE.question: refused(NOWHERE.question),
}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir()
    for article in (STUDIO, UNION):
        (articles / article.id).write_text(article.text, encoding="utf-8")
    with ArticleIndex.open(tmp_path / "index") as opened:
        opened.sync(articles)
    return tmp_path / "index"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Questions that the assistant is asked; it answers as `ANSWERS` has it."""
    questions: list[str] = []
    play(monkeypatch, lambda question, _: ANSWERS[question], questions)
    return questions


def play(monkeypatch: pytest.MonkeyPatch, script: Script, asked: list[str]) -> None:
    def ask(
        self: Assistant,  # noqa: ARG001 - takes the method's place
        question: str,
        history: Sequence[Turn] = (),  # noqa: ARG001 - the same
        articles: Collection[str] = (),
    ) -> Answer:
        asked.append(question)
        return script(question, articles)

    monkeypatch.setattr(Assistant, "ask", ask)
    monkeypatch.setattr(Assistant, "warm", lambda _: None)


def evaluate(
    index: Path,
    *rows: GoldRow,
    system: Literal["assistant", "stock"] = "assistant",
    without_gold: bool = False,
) -> tuple[int, Report | None, str]:
    """Exit code, report where there is one, and what was printed to standard error."""
    gold = index.parent / "gold.jsonl"
    lines = (row.model_dump_json() + "\n" for row in rows or (WHERE, BOTH, WHEN, NOWHERE))
    gold.write_text("".join(lines), encoding="utf-8")
    errors = Console(file=StringIO(), width=160)
    place = index.parent / "run.json"
    options = EvalOptions(
        settings=Settings.load(),
        gold=(gold,),
        index=index,
        json=place,
        system=system,
        without_gold=without_gold,
    )
    code = run(options, Console(file=StringIO()), errors)
    assert isinstance(errors.file, StringIO)
    return code, read_json(place) if place.exists() else None, errors.file.getvalue()


def test_answers_are_asked_judged_and_reported(index: Path, asked: list[str]) -> None:
    code, report, _ = evaluate(index)

    assert code == DONE
    assert asked == list(ANSWERS)
    assert report is not None
    figures = report.summary.all
    assert figures["answer_accuracy"].value == pytest.approx(2 / 3)
    assert figures["over_refusal"].value == pytest.approx(1 / 3)
    assert figures["refusal_recall"].value == 1.0
    assert figures["citation_precision"].value == 1.0
    assert report.summary.by_language["de"]["answer_language"].value == 1.0
    assert report.summary.tokens["write"].written_median == 20


def test_an_interrupted_run_goes_on_where_it_stopped(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(question: str, _: Collection[str]) -> Answer:
        if question == WHEN.question:
            raise KeyboardInterrupt
        return ANSWERS[question]

    first: list[str] = []
    play(monkeypatch, interrupt, first)
    code, report, errors = evaluate(index)
    assert (code, report) == (INTERRUPTED, None)
    assert "the same command goes on from there" in errors

    second: list[str] = []
    play(monkeypatch, lambda question, _: ANSWERS[question], second)
    code, report, _ = evaluate(index)

    assert code == DONE
    assert report is not None
    assert report.run.reused == 2
    assert second == [WHEN.question, NOWHERE.question]


@pytest.mark.parametrize("what", ["baseline", "json", "report", "calibrate", "notes"])
def test_what_is_wrong_with_the_options_is_told_before_a_question_is_asked(
    index: Path, asked: list[str], what: str
) -> None:
    gold, other = index.parent / "gold.jsonl", index.parent / "other.jsonl"
    gold.write_text(NOWHERE.model_dump_json() + "\n", encoding="utf-8")
    other.write_text(WHERE.model_dump_json() + "\n", encoding="utf-8")
    many = index.parent / "many.jsonl"
    lines = (
        row.model_copy(update={"id": f"{row.id}-{number}"}).model_dump_json() + "\n"
        for row in (WHERE, NOWHERE)
        for number in range(10)
    )
    many.write_text("".join(lines), encoding="utf-8")
    options = EvalOptions(settings=Settings.load(), gold=(gold,), index=index)
    baseline = index.parent / "baseline.json"
    quiet = Console(file=StringIO())
    run(replace(options, gold=(other,), json=baseline), quiet, quiet)
    asked.clear()
    wrong = {
        "baseline": replace(options, baseline=baseline),
        "json": replace(options, json=index),
        "report": replace(options, report=gold / "report.html"),
        "calibrate": replace(options, calibrate=index.parent / "calibration.json"),
        "notes": replace(options, gold=(many,), calibrate=gold),
    }
    with pytest.raises(EvaluationError):
        run(wrong[what], quiet, quiet)
    assert asked == []
    assert not (index.parent / "calibration.json").exists()


def test_another_setting_is_another_run(
    index: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluate(index)
    monkeypatch.setenv("ASSISTANT_PASSAGES", "3")
    evaluate(index)
    monkeypatch.setenv("ASSISTANT_PORT", "9999")
    evaluate(index)

    assert len(asked) == 2 * len(ANSWERS)


def test_with_their_articles_kept_away_all_questions_are_to_be_refused(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Collection[str]] = {}

    def note(question: str, articles: Collection[str]) -> Answer:
        seen[question] = articles
        return refused(question)

    play(monkeypatch, note, [])
    _, report, _ = evaluate(index, WHERE, without_gold=True)

    assert report is not None
    assert seen == {WHERE.question: (UNION.id,)}
    assert report.summary.all["refusal_recall"].value == 1.0
    assert report.rows[0].score.kind == "taken-out"


def test_the_stock_engine_is_asked_with_the_same_model_and_judged_alike(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llama_index.core.llms import MockLLM

    import assistant.llm.resolve

    # It says nothing but the prompt, which begins with no refusal and cites its examples.
    monkeypatch.setattr(assistant.llm.resolve, "resolve_llm", lambda *_: MockLLM())
    _, report, _ = evaluate(index, WHERE, system="stock")

    assert report is not None
    assert report.run.system == "stock"
    assert report.summary.all["rightly_cited"].rows == 1
