"""A whole evaluation of retrieval: real reader, embedder and store, no language model."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.errors import AssistantError
from assistant.evaluation.cli_entry import DONE, MISSED, EvalOptions, run
from assistant.evaluation.report import Report, read_json
from assistant.settings import Settings

DOCUMENTS = {
    "de-studio": "Tyler Perry hat den Ausbau seines Studios gestoppt. Es steht in Atlanta.",
    "de-wetter": "Am Rhein regnet es seit Tagen. Der Pegel in Köln steigt auf acht Meter.",
    "en-strike": "The writers went on strike for 148 days. They asked for better pay.",
    "en-bread": "Bread needs flour, water, salt and time. The dough rests overnight.",
}


def question(qid: str, text: str, doc_id: str, answer: str, target: str) -> dict[str, object]:
    start = DOCUMENTS[doc_id].index(answer)
    return {
        "qid": qid,
        "lang": "en",
        "question": text,
        "answers": [answer],
        "doc_id": doc_id,
        "spans": [[start, start + len(answer)]],
        "answerable": True,
        "target_lang": target,
    }


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    corpus = [
        {"doc_id": name, "lang": name[:2], "title": name, "text": text}
        for name, text in DOCUMENTS.items()
    ]
    questions = [
        question("1", "Where is Tyler Perry's studio?", "de-studio", "Atlanta", "de"),
        question("2", "How high is the Rhine in Cologne?", "de-wetter", "acht Meter", "de"),
        question("3", "How long did the writers strike?", "en-strike", "148 days", "en"),
    ]
    for name, rows in (("corpus", corpus), ("questions", questions)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def evaluate(
    folder: Path,
    *,
    one_pool: bool = False,
    fresh: bool = False,
    limit: int | None = None,
    fail_under: tuple[str, ...] = (),
    baseline: Path | None = None,
    report: Path | None = None,
) -> tuple[int, Report, str, str]:
    """Exit code, report, what was printed to standard output, and to standard error."""
    out = Console(file=StringIO(), width=160)
    errors = Console(file=StringIO(), width=160)
    place = folder.parent / "run.json"
    options = EvalOptions(
        settings=Settings.load(),
        gold=(folder,),
        system="search",
        one_pool=one_pool,
        fresh=fresh,
        limit=limit,
        fail_under=fail_under,
        baseline=baseline,
        report=report,
        json=place,
    )
    code = run(options, out, errors)
    assert isinstance(out.file, StringIO)
    assert isinstance(errors.file, StringIO)
    return code, read_json(place), out.file.getvalue(), errors.file.getvalue()


def test_a_data_set_is_indexed_searched_and_judged(dataset: Path) -> None:
    code, report, table, _ = evaluate(dataset, report=dataset.parent / "run.html")

    assert code == DONE
    assert report.run.articles == 4
    assert report.summary.by_direction["en→de"]["hit@1"].value == 1.0
    assert report.summary.by_direction["en→en"]["article_hit@1"].value == 1.0
    assert "answer_accuracy" not in report.summary.all
    assert "en→de" in table
    assert "How long did the writers strike?" in (dataset.parent / "run.html").read_text("utf-8")


def test_only_documents_of_the_target_language_are_searched(dataset: Path) -> None:
    _, report, _, _ = evaluate(dataset)

    found = report.rows[0].outcome.observation.retrieved
    assert {passage.article_id[:2] for passage in found} == {"de"}


def test_in_one_pool_all_documents_are_searched(dataset: Path) -> None:
    _, report, _, _ = evaluate(dataset, one_pool=True)

    found = report.rows[0].outcome.observation.retrieved
    assert {passage.article_id[:2] for passage in found} == {"de", "en"}


def test_the_second_run_knows_the_first_and_comes_out_the_same(dataset: Path) -> None:
    _, first, _, _ = evaluate(dataset)
    _, second, _, progress = evaluate(dataset)

    assert second.run.reused == 3
    assert "3 known from before" in progress
    assert second.summary == first.summary
    assert second.rows == first.rows
    _, fresh, _, _ = evaluate(dataset, fresh=True)
    assert fresh.run.reused == 0


def test_other_documents_are_another_run(dataset: Path) -> None:
    _, first, _, _ = evaluate(dataset)
    corpus = dataset / "corpus.jsonl"
    corpus.write_text(corpus.read_text("utf-8").replace("overnight", "two nights"), "utf-8")

    _, second, _, _ = evaluate(dataset)

    assert second.run.fingerprint != first.run.fingerprint
    assert second.run.reused == 0


def test_a_missed_threshold_is_said_and_ends_with_one(dataset: Path) -> None:
    code, _, _, errors = evaluate(dataset, fail_under=("hit@1=50%", "answer_accuracy=0.1"))

    assert code == MISSED
    assert "missed: answer_accuracy was not measured" in errors
    assert "hit@1" not in errors


def test_a_baseline_is_compared(dataset: Path) -> None:
    evaluate(dataset)
    baseline = (dataset.parent / "run.json").rename(dataset.parent / "before.json")

    _, _, table, _ = evaluate(dataset, baseline=baseline)

    assert "Against the baseline: 3 questions in both, 0 came out otherwise" in table


def test_options_that_make_no_sense_are_refused_before_anything_is_done(dataset: Path) -> None:
    with pytest.raises(AssistantError, match="unknown metric"):
        evaluate(dataset, fail_under=("speed=1",))
    with pytest.raises(AssistantError, match="can't be read"):
        evaluate(dataset, baseline=dataset / "missing.json")
    with pytest.raises(AssistantError, match="no question of small is left"):
        evaluate(dataset, limit=0)
