import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.kinds import main

TEXT = (
    "The ferry company was founded in 1904. Its first boat carried mail. "
    "Nobody knows who built it. The boat was sold in 1931."
)
FOUNDED = "The ferry company was founded in 1904."
MAIL = "Its first boat carried mail."


def question(asked: str, *answers: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    spans = [[TEXT.index(answer), TEXT.index(answer) + len(answer)] for answer in answers]
    return {"question": asked, "doc_id": "ferry", "spans": spans, "answerable": True} | given


def written(folder: Path, *questions: dict[str, Any], text: str = TEXT, title: str = "") -> str:
    folder.mkdir(exist_ok=True)
    document = {"doc_id": "ferry", "lang": "en", "title": title, "text": text}
    (folder / "corpus.jsonl").write_text(json.dumps(document) + "\n", "utf-8")
    rows = "".join(json.dumps(row) + "\n" for row in questions)
    (folder / "questions.jsonl").write_text(rows, "utf-8")
    return str(folder)


def table(capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    """The rows that were printed, by kind."""
    lines = capsys.readouterr().out.splitlines()
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if "│" in line]
    return {kind: figures for kind, *figures in rows}


def test_shares_are_of_answers_and_of_the_other_sentences_by_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = written(
        tmp_path,
        question("In what year was the company founded?", FOUNDED),
        question("In what year did the boat carry mail?", MAIL),
        question("Where did the boat sail?", MAIL),
    )
    main([data])
    rows = table(capsys)
    # One answer of two has a year; of the six sentences around them, three do.
    assert rows["year"] == ["2", "0.500", "6", "0.500"]
    assert rows["place"][:3] == ["1", "0.000", "3"]


def test_answer_of_several_sentences_holds_the_kind_where_one_of_them_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([written(tmp_path, question("In what year did it begin?", MAIL, FOUNDED))])
    assert table(capsys)["year"] == ["1", "1.000", "2", "0.500"]


def test_sentences_far_from_the_answer_do_not_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = FOUNDED + " It sailed every day." * 20 + " It was sold in 1931."
    main([written(tmp_path, question("In what year was it founded?", FOUNDED), text=text)])
    assert table(capsys)["year"] == ["1", "1.000", "7", "0.000"]


def test_what_has_no_kind_no_answer_or_no_document_is_left_out_and_nothing_counts_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    founded = question("In what year was the company founded?", FOUNDED)
    data = written(
        tmp_path,
        founded,
        founded,
        question("Why was it founded?", FOUNDED),
        question("In what year did it sink?"),
        question("In what year was it sold?", FOUNDED, doc_id="elsewhere"),
    )
    main([data])
    assert list(table(capsys)) == ["year"]
    main([data, data])
    assert table(capsys)["year"][0] == "2"  # folders are counted each by itself


def test_halves_are_of_the_titles_and_make_up_the_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = question("In what year was the company founded?", FOUNDED)
    data = [written(tmp_path / title, asked, title=title) for title in "abcdef"]
    halves = []
    for half in ("0", "1"):
        of_each = []
        for one in data:
            main([one, "--half", half])
            of_each.append("year" in table(capsys))
        main([*data, "--half", half])
        assert table(capsys)["year"][0] == str(sum(of_each))
        halves.append(of_each)
    assert [not first for first in halves[0]] == halves[1]


def test_missed_answers_are_listed_with_their_question_as_they_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = written(
        tmp_path,
        question("In what year was the company founded?", FOUNDED),
        question("In what year did [the boat] carry mail?", MAIL),
    )
    main([data, "--missed"])
    printed = capsys.readouterr().out
    listed = printed.partition("┏")[0].splitlines()
    assert [line.strip() for line in listed] == [
        "year",
        "In what year did [the boat] carry mail?",
        MAIL,
    ]
