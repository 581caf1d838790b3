"""The same question, asked again of the same articles."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.cli.main import main
from assistant.conversation import Turn
from assistant.settings import Settings
from index.article_index import ArticleIndex
from tests.integration.assistant.answering import ARTICLES, WHY
from tests.scripted_llm import ScriptedLLM

FIRST = "[1] Because the videos made by Sora frightened him."
SECOND = "[1] The videos made by Sora frightened him, so he stopped."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "perry.md").write_text(ARTICLES["2024/perry.md"], encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Iterator[ArticleIndex]:
    with ArticleIndex.open(tmp_path / "index") as opened:
        opened.sync(folder)
        yield opened


def opened(
    index: ArticleIndex,
    monkeypatch: pytest.MonkeyPatch,
    *replies: str,
    **settings: object,
) -> Assistant:
    """An assistant with a scripted model, named in settings as any other."""
    llm = ScriptedLLM.saying(*(replies or (FIRST, "yes", SECOND, "yes")))
    monkeypatch.setattr("assistant.llm.resolve.resolve_llm", lambda *_: llm)
    return Assistant.open(index, settings=Settings.load(answer_threshold=0.0, **settings))


def test_same_question_gets_the_same_answer_at_once(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(index, monkeypatch).ask(WHY)
    again = opened(index, monkeypatch, host="localhost").ask(f" {WHY} ")
    assert not first.cached
    assert again == first.model_copy(update={"cached": True})


@pytest.mark.usefixtures("index")
def test_both_times_the_command_line_shows_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    llm = ScriptedLLM.saying(FIRST, "yes")
    monkeypatch.setattr("assistant.llm.resolve.resolve_llm", lambda *_: llm)
    monkeypatch.setenv("ASSISTANT_ANSWER_THRESHOLD", "0")
    command = ["ask", "--json", "--index", str(tmp_path / "index"), WHY]
    told = []
    for _ in range(2):
        assert main(command) == 0
        told.append(json.loads(capsys.readouterr().out))
    first, again = told
    assert again == {**first, "cached": True}


def test_another_process_gives_it_without_the_model(
    tmp_path: Path, index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(index, monkeypatch).ask(WHY)
    monkeypatch.setattr("assistant.llm.resolve.resolve_llm", lambda *_: pytest.fail("loaded"))
    with (
        ArticleIndex.open(tmp_path / "index", create=False) as later,
        Assistant.open(later, settings=Settings.load(answer_threshold=0.0)) as assistant,
    ):
        again = assistant.ask(WHY)
    assert again.cached
    assert again.text == first.text


def test_changed_prompts_make_it_anew(index: ArticleIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(index, monkeypatch).ask(WHY)
    monkeypatch.setattr("assistant.assistant.prompts_fingerprint", lambda: "version 3")
    assert not opened(index, monkeypatch).ask(WHY).cached


def test_another_file_under_the_models_name_makes_it_anew(
    tmp_path: Path, index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF one")
    opened(index, monkeypatch, llm=f"gguf:{file}").ask(WHY)
    assert opened(index, monkeypatch, llm=f"gguf:{file}").ask(WHY).cached
    file.write_bytes(b"GGUF another")
    assert not opened(index, monkeypatch, llm=f"gguf:{file}").ask(WHY).cached


def test_it_is_made_anew_on_demand(index: ArticleIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = opened(index, monkeypatch)
    first, again = assistant.ask(WHY), assistant.ask(WHY, fresh=True)
    assert not again.cached
    assert again.text != first.text
    assert assistant.ask(WHY).text == again.text


@pytest.mark.parametrize("other", [{"answer_threshold": 0.01}, {"llm": "gguf:other.gguf"}])
def test_another_model_or_threshold_makes_its_own(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch, other: dict[str, object]
) -> None:
    opened(index, monkeypatch).ask(WHY)
    llm = ScriptedLLM.saying(SECOND, "yes")
    monkeypatch.setattr("assistant.llm.resolve.resolve_llm", lambda *_: llm)
    settings = Settings.load(**{"answer_threshold": 0.0, **other})
    assert not Assistant.open(index, settings=settings).ask(WHY).cached


def test_another_build_of_the_runtime_makes_it_anew(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(index, monkeypatch).ask(WHY)
    monkeypatch.setattr("assistant.fingerprint.runtime_fingerprint", lambda: "built here")
    assert not opened(index, monkeypatch).ask(WHY).cached


def test_scope_makes_another_question(index: ArticleIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = opened(index, monkeypatch)
    assistant.ask(WHY)
    assert not assistant.ask(WHY, articles=["perry.md"]).cached


def test_question_that_stands_alone_is_the_same_in_any_conversation(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = opened(index, monkeypatch)
    first = assistant.ask(WHY)
    assert assistant.ask(WHY, [("Who is Tyler Perry?", "A director.")]).cached
    assert assistant.ask(WHY, [(WHY, first.text)]).cached


def test_follow_up_is_the_same_after_the_same_turns_alone(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = opened(index, monkeypatch, WHY, FIRST, "yes", WHY, SECOND, "yes")
    greeted = ("Who founded the library?", "Anna Holm.")
    turns = [("Who is Tyler Perry?", "A director."), ("Has he a studio?", "Yes, in Atlanta.")]
    assert not assistant.ask("And why?", turns).cached
    assert assistant.ask("And why?", [greeted, *turns]).cached
    assert not assistant.ask("And why?", [turns[0], greeted]).cached


def test_language_taken_from_the_conversation_makes_another_question(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = opened(index, monkeypatch)
    english = assistant._key(index, index.state, "Sora", [Turn("Who is Tyler Perry?", "He.")], ())
    german = assistant._key(
        index, index.state, "Sora", [Turn("Wer ist denn Tyler Perry?", "Er.")], ()
    )
    assert english != german


def test_articles_that_changed_are_read_again(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = opened(index, monkeypatch)
    assistant.ask(WHY)
    (folder / "bread.txt").write_text(ARTICLES["bread.txt"], encoding="utf-8")
    index.sync(folder)
    assert not assistant.ask(WHY).cached


def test_nothing_is_kept_where_that_is_not_wanted(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = opened(index, monkeypatch, answer_cache=False)
    assistant.ask(WHY)
    assert not assistant.ask(WHY).cached
    assert not (assistant.settings.cache / "answers.sqlite").exists()
