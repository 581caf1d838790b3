from pathlib import Path
from typing import Literal

import pytest

from assistant.evaluation.cli_entry import EvalOptions
from assistant.evaluation.evaluate import run_info
from assistant.evaluation.fingerprint import code_fingerprint, index_fingerprint, question_key
from assistant.evaluation.gold import GoldSet
from assistant.evaluation.report import RunInfo
from assistant.fingerprint import digest, settings_fingerprint
from assistant.prompts import prompts_fingerprint
from assistant.settings import Settings
from tests.unit.assistant.evaluation.rows import WHEN, WHERE
from tests.unit.assistant.evaluation.scripted import STUDIO, UNION, InMemoryIndex


def test_parts_are_kept_apart() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])


def test_an_index_is_told_by_its_articles_and_not_by_their_order() -> None:
    longer = UNION.model_copy(update={"text": UNION.text + " It was long."})

    assert index_fingerprint(InMemoryIndex(STUDIO, UNION)) == index_fingerprint(
        InMemoryIndex(UNION, STUDIO)
    )
    assert index_fingerprint(InMemoryIndex(STUDIO, UNION)) != index_fingerprint(
        InMemoryIndex(STUDIO, longer)
    )


@pytest.mark.parametrize(
    ("change", "matters"),
    [
        ({"passages": 3}, True),
        ({"llm": "gguf:other"}, True),
        ({"answer_threshold": 0.1}, True),
        ({"port": 9999}, False),
        ({"cache": Path("elsewhere")}, False),
        ({"threads": 1}, False),
        ({"read_only": True}, False),
        ({"articles": Path("elsewhere")}, False),
    ],
)
def test_only_settings_that_answers_depend_on_matter(
    change: dict[str, object], matters: bool
) -> None:
    before, after = Settings.load(), Settings.load(**change)

    assert (settings_fingerprint(before) != settings_fingerprint(after)) is matters


def test_what_is_asked_makes_the_key_and_not_what_is_right() -> None:
    gold = GoldSet("test", (), scopes={"de": ("a",)})
    changed = WHERE.model_copy(update={"id": "x", "answers": (("Georgia",),)})

    assert question_key(WHERE, gold) == question_key(changed, gold)
    for update in ({"question": "Who?"}, {"history": WHEN.history}, {"scope": "de"}):
        assert question_key(WHERE, gold) != question_key(WHERE.model_copy(update=update), gold)
    without = WHERE.model_copy(update={"without": ("a",)})
    assert question_key(WHERE, gold) != question_key(without, gold)


def test_the_stock_engine_has_a_part_of_its_own() -> None:
    assert code_fingerprint("assistant") == code_fingerprint("assistant")
    assert code_fingerprint("stock") != code_fingerprint("assistant")
    assert prompts_fingerprint() == prompts_fingerprint()


def ran(system: Literal["assistant", "search"] = "assistant", **settings: object) -> RunInfo:
    gold = GoldSet("test", (WHERE,))
    options = EvalOptions(settings=Settings.load(**settings), system=system)
    return run_info(gold, options, InMemoryIndex(STUDIO))


def test_another_build_of_the_runtime_is_another_run_where_a_model_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, searched = ran(), ran("search")
    assert ran().fingerprint == before.fingerprint

    monkeypatch.setattr("assistant.fingerprint.runtime_fingerprint", lambda: "built here")

    assert ran().fingerprint != before.fingerprint
    assert ran().runtime.startswith("built here")
    assert ran("search").fingerprint == searched.fingerprint


def test_another_file_under_the_models_name_is_another_run(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF one")
    before = ran(llm=f"gguf:{file}")
    assert ran(llm=f"gguf:{file}").fingerprint == before.fingerprint

    file.write_bytes(b"GGUF another")

    assert ran(llm=f"gguf:{file}").fingerprint != before.fingerprint


def test_openvino_that_came_or_went_is_another_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.evaluation.evaluate._version", lambda _: "none")
    before = ran()
    monkeypatch.setattr(
        "assistant.evaluation.evaluate._version",
        lambda name: "2026.1" if name == "openvino" else "none",
    )

    assert ran().libraries["openvino"] == "2026.1"
    assert ran().fingerprint != before.fingerprint
