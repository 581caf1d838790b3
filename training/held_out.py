"""Data sets cut down to the questions on documents that the adapters were not fitted to.

    python -m training.held_out DATA... --into FOLDER

DATA are data sets as `assistant eval` takes them. For each, FOLDER gets one of the same name with
all its documents and the questions on held-out ones, and another, named `…-ours`, with our own
questions on them (`training/questions`). A folder `news` gets our short articles with the questions
on those of them that are held out. All can be given to `assistant eval`.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.evaluation.evaldata import CORPUS_FILE, Question, file_name
from assistant.evaluation.gold import GoldRow, parse_object, read_lines
from training.dossiers import dossiers
from training.examples import OUR_QUESTIONS, is_held_out_document, news_articles, news_rows


def main(arguments: Sequence[str]) -> None:
    """Write the folders, and say how many questions are in each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--into", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    for folder in chosen.data:
        documents = {str(line["doc_id"]): line for line in _lines(folder / CORPUS_FILE)}
        files = {path.name: _lines(path) for path in sorted(folder.glob("questions*.jsonl"))}
        write(chosen.into / folder.name, documents.values(), files)
        ours = [_ours(line, documents) for line in _lines(OUR_QUESTIONS / f"{folder.name}.jsonl")]
        write(chosen.into / f"{folder.name}-ours", documents.values(), {"questions.jsonl": ours})
    write_news(chosen.into / "news")
    write_dossiers(chosen.into / "dossiers")


def write(
    into: Path, corpus: Iterable[dict[str, object]], files: dict[str, list[dict[str, object]]]
) -> None:
    """Write one data set with those of its questions that are on held-out documents.

    Args:
        into: its folder, made where it is missing.
        corpus: all documents.
        files: names of files of questions, and their lines.
    """
    into.mkdir(parents=True, exist_ok=True)
    _write_lines(into / CORPUS_FILE, corpus)
    for name, lines in files.items():
        held = [line for line in lines if is_held_out_document(str(line.get("doc_id", "")))]
        _write_lines(into / name, held)
        print(f"{into / name}: {len(held)} of {len(lines)} questions")


def write_news(into: Path) -> None:
    """Write our short articles as a data set, with the questions on held-out ones.

    Args:
        into: its folder, made where it is missing.
    """
    articles = list(news_articles())
    write(
        into,
        [_document(name, each.lang, each.text) for name, each in articles],
        {
            "questions.jsonl": [
                _question(row, name)
                for name, each in articles
                for row in news_rows(file_name(name), each)
            ]
        },
    )


def write_dossiers(into: Path) -> None:
    """Write our dossiers as a data set, with the questions on held-out ones.

    Args:
        into: its folder, made where it is missing.
    """
    folders = list(dossiers())
    write(
        into,
        [
            _document(name, article.lang, article.text)
            for articles, _ in folders
            for name, article in articles.items()
        ],
        {
            "questions.jsonl": [
                _question(row, next(iter(articles))) for articles, rows in folders for row in rows
            ]
        },
    )


def _document(name: str, language: str, text: str) -> dict[str, object]:
    return {"doc_id": name, "lang": language, "title": "", "text": text}


def _question(row: GoldRow, document: str) -> dict[str, object]:
    """A question in the form of the data sets; one that nothing answers is on that document."""
    name = Path(row.articles[0]).stem if row.articles else document
    return {
        "qid": row.id,
        "lang": row.language,
        "question": row.question,
        "answers": [quote.text for quote in row.quotes],
        "doc_id": name,
        "spans": [
            [quote.start, quote.start + len(quote.text)]
            for quote in row.quotes
            if quote.start is not None and Path(quote.article).stem == name
        ],
        "answerable": row.answerable,
    }


def _ours(line: dict[str, object], documents: dict[str, dict[str, object]]) -> dict[str, object]:
    """A question of ours in the form of the data sets: with the answers' words."""
    document = documents[str(line["doc_id"])]
    question = Question.model_validate(line)
    text, spans = str(document["text"]), question.spans
    return {
        **{name: value for name, value in line.items() if name != "kind"},
        "spans": [list(span) for span in spans],
        "answers": [text[start:end] for start, end in spans],
        "target_lang": document["lang"],
    }


def _write_lines(path: Path, lines: Iterable[dict[str, object]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def _lines(path: Path) -> list[dict[str, object]]:
    """The objects of a file of JSON Lines; none where we have no such file."""
    if not path.is_file():
        return []
    return [parse_object(line, f"{path}:{number}") for number, line in read_lines(path)]


if __name__ == "__main__":
    main(sys.argv[1:])
