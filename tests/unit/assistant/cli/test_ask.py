import json

import pytest

from assistant.answer import Answer, Status
from assistant.assistant import Assistant
from assistant.cli import preparation
from assistant.cli.ask import as_text
from assistant.cli.main import main
from assistant.events import AnswerReady, StageStarted
from tests.integration.web.scripted_assistant import (
    BRIDGE,
    ScriptedAssistant,
    cite,
    passage,
    refusal,
)

QUESTION = "Why is the bridge closed?"


@pytest.fixture
def answer() -> Answer:
    return refusal(QUESTION).model_copy(
        update={
            "status": Status.ANSWERED,
            "text": "A pier was washed out [1].",
            "citations": (cite(1, BRIDGE, "weil ein Pfeiler unterspült war."),),
            "timings": {"search": 0.25, "write": 1.5, "total": 1.75},
        }
    )


class Opened(ScriptedAssistant):
    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *error: object) -> None:
        self.closed.append("closed")


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> Opened:
    opened = Opened()
    monkeypatch.setattr(Assistant, "open", lambda *_, **__: opened)
    monkeypatch.setattr(preparation, "prepare", lambda *_, **__: "an index")
    return opened


def test_quotes_are_shown_with_where_they_stand(
    assistant: Opened, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant.scripts[QUESTION] = [StageStarted(stage="search"), AnswerReady(answer=answer)]
    assert main(["ask", QUESTION]) == 0
    start = BRIDGE.text.index("weil ein")
    assert capsys.readouterr().out == (
        "A pier was washed out [1].\n\n"
        "[1] “weil ein Pfeiler unterspült war.”\n"
        f"    Die Brücke über den Sund, bauten/bruecke.md:{start}\n\n"
        "status: answered, 1.8 s\n"
    )
    assert assistant.closed[-1] == "closed"


def test_question_the_articles_do_not_answer_ends_with_1(
    assistant: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = refusal(QUESTION).model_copy(update={"related": (passage(BRIDGE),) * 5})
    assistant.scripts[QUESTION] = [AnswerReady(answer=refused)]
    assert main(["ask", QUESTION]) == 1
    out = capsys.readouterr().out
    assert "status: not found" in out
    assert out.count("“# Die Brücke") == 3


def test_json_is_the_whole_answer(
    assistant: Opened, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant.scripts[QUESTION] = [AnswerReady(answer=answer)]
    assert main(["ask", QUESTION, "--json"]) == 0
    assert Answer.model_validate(json.loads(capsys.readouterr().out)) == answer


def test_scope_is_handed_on(assistant: Opened) -> None:
    main(["ask", QUESTION, "--article", "a.md", "--article", "b.md"])
    assert assistant.scopes == [("a.md", "b.md")]


def test_quote_over_several_lines_is_shown_on_one(answer: Answer) -> None:
    quote = cite(1, BRIDGE, "Sie verbindet zwei Inseln.\n\n## Sperrung")
    text = as_text(answer.model_copy(update={"citations": (quote,)}))
    assert "[1] “Sie verbindet zwei Inseln. ## Sperrung”" in text


def test_an_article_can_neither_command_the_terminal_nor_fake_a_line(answer: Answer) -> None:
    evil = "\x1b]0;title\x07\x9b2J\u202e"
    (citation,) = answer.citations
    faked = citation.model_copy(
        update={
            "quote": f"weil{evil}",
            "title": f"Die\nBrücke{evil}",
            "article_id": f"a\n{evil}.md",
            "path": f"/x/a\n{evil}.md",
        }
    )
    closest = passage(BRIDGE).model_copy(
        update={"text": evil, "title": f"a\n{evil}", "article_id": f"a\n{evil}.md"}
    )
    update = {"text": f"A pier{evil} [1].", "citations": (faked,), "related": (closest,)}
    for status in Status:
        shown = as_text(answer.model_copy(update=update | {"status": status}))
        assert all(line.isprintable() for line in shown.split("\n"))
        assert not any(line.startswith("Brücke") for line in shown.split("\n"))


def test_spaces_that_french_has_before_its_marks_are_kept(answer: Answer) -> None:
    text = as_text(answer.model_copy(update={"text": "Pourquoi\u202f? 5\xa0millions [1]."}))
    assert text.startswith("Pourquoi\u202f? 5\xa0millions [1].\n")


def test_json_commands_the_terminal_nothing(
    assistant: Opened, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer.model_copy(update={"text": "A pier\x1b[2J\x9b2J\x7f [1]."})
    assistant.scripts[QUESTION] = [AnswerReady(answer=told)]
    assert main(["ask", QUESTION, "--json"]) == 0
    out = capsys.readouterr().out
    assert not set(out) & {"\x1b", "\x9b", "\x7f"}
    assert Answer.model_validate(json.loads(out)) == told


def test_a_quotes_page_and_its_article_within_a_file_of_many_are_named(answer: Answer) -> None:
    (citation,) = answer.citations
    for article_id, path, page, place in (
        ("a/report.pdf", "/x/a/report.pdf", 7, "/x/a/report.pdf:4, p. 7"),
        ("a/crawl.jsonl#no#12", "/x/a/crawl.jsonl", None, "/x/a/crawl.jsonl#no#12:4"),
        ("a/crawl.jsonl#12", "", None, "a/crawl.jsonl#12:4"),
    ):
        changed = citation.model_copy(
            update={"article_id": article_id, "path": path, "page": page, "start": 4}
        )
        text = as_text(answer.model_copy(update={"citations": (changed,)}))
        assert f"{citation.title}, {place}\n" in text
